/// What the virus scanner said after it looked at the whole of a message.
///
/// A scan that failed or could not look everywhere is no case of this: it is `Finding.unavailable`, for a
/// scanner that saw only half has not found a message clean (law 10).
public enum ScanResult: Hashable, Sendable {
    /// Everything was looked at and nothing found.
    case clean
    /// These signatures matched, each once, in order; never empty.
    case infected([String])
}
