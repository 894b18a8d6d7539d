/// What the virus scanner said after it ran.
///
/// A scan that failed is no case of this: it is `Finding.unavailable`, for a scanner that broke off has not
/// found a message clean (law 10).
public enum ScanResult: Hashable, Sendable {
    /// Everything was looked at and nothing found.
    case clean
    /// These signatures matched, each once, in order; never empty.
    case infected([String])
    /// Nothing was found, but some of the message cannot be looked into: it is encrypted, or over the scanner's
    /// limits. The reason says which. Unlike a failed scan this is the message's doing and the same at the next
    /// try, so policy passes it as unchecked and never answers 4yz for it.
    case incomplete(reason: String)
}
