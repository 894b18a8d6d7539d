/// What the virus scanner said after it ran.
///
/// A scan that failed is no case of this: it is `Finding.unavailable`, for a scanner that broke off has not
/// found a message clean (law 10).
public indirect enum ScanResult: Hashable, Sendable {
    /// Everything was looked at and nothing found.
    case clean
    /// These signatures matched, each once, in order; never empty. `besides` is what the scan comes to without them, never
    /// infected itself: where policy takes none of them for a virus, that counts.
    case infected([String], besides: Finding<ScanResult> = .found(.clean))
    /// Nothing was found, but some of the message cannot be looked into: it is over the scanner's limits, or of a
    /// kind that it cannot unpack. The reason says which. Unlike a failed scan this is the message's doing and the same at the next
    /// try, so policy passes it as unchecked and never answers 4yz for it.
    case incomplete(reason: String)
    /// Nothing was found, and all that could not be looked into is encrypted. The reason says what: `encrypted Zip`.
    case encrypted(reason: String)
}
