/// Stands for bytes where equal ones are to be found again within one process.
///
/// The hash is seeded at random for each process, so that no sender can make two alike.
public struct BytesKey: Hashable, Sendable {
    private let hash: Int

    /// Makes the key of `bytes`.
    ///
    /// - Complexity: O(n).
    public init(_ bytes: UnsafeRawBufferPointer) {
        var hasher = Hasher()
        hasher.combine(bytes: bytes)
        hasher.combine(bytes.count)
        hash = hasher.finalize()
    }
}
