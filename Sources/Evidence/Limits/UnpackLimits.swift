/// How far archives are looked into: what is beyond a limit is an obstacle of the listing, never silently dropped.
///
/// Sizes are bytes.
public struct UnpackLimits: Hashable, Sendable {
    /// Archives within each other; the virus scanner's own limit.
    public var depth = 17
    /// Files in all.
    public var files = 10_000
    /// One file in an archive. Larger ones are not looked into, and by clamd with its default limit not even scanned, though it
    /// does not say so.
    public var fileBytes = 100 * 1_048_576
    /// All such files that are in memory at the same time.
    public var heldBytes = 256 * 1_048_576
    /// All that is decompressed of one message.
    public var unpackedBytes = 400 * 1_048_576
    /// How long it may take, below the worker's deadline of 60 s together with the scan's own limit of 40 s.
    public var milliseconds = 10_000
    /// Bytes of one name; of a longer one the end is kept, which says what opens it.
    public var nameBytes = 1_024

    /// Makes the default limits.
    public init() {}
}
