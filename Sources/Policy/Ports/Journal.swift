/// Names one delivery: who handed a message over under which queue id, what it is, from whom and for whom.
///
/// Two keys are equal where a retry would be: the digest covers all of it.
public struct JournalKey: Hashable, Sendable {
    /// The number of octets of a key.
    public static let byteCount = 16

    private let high: UInt64
    private let low: UInt64

    /// Hands the first octets of a SHA-256 to `body`.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withUnsafeBytes(of: (high.bigEndian, low.bigEndian), body)
    }

    /// Makes a key of a digest's first ``byteCount`` octets.
    public init(digest: Span<UInt8>) {
        func half(_ octets: Range<Int>) -> UInt64 {
            var value: UInt64 = 0
            for index in octets where index < digest.count { value = value << 8 | UInt64(digest[index]) }
            return value
        }
        high = half(0..<8)
        low = half(8..<Self.byteCount)
    }
}

/// What the journal knows of one recipient of a message that has come.
public enum JournalRecord: Hashable, Sendable {
    /// Nothing: this is the first attempt, or the earlier ones are known to have delivered nothing.
    case fresh
    /// An earlier attempt delivered it; the text is what ``Journal/end(_:)`` was given.
    case delivered(String)
    /// Another attempt is at work on it at this moment.
    case inProgress
    /// An earlier attempt began and nobody knows how it ended. It is made again: a duplicate beats a loss.
    case unknown
}

/// How the attempt at one delivery ended.
public enum JournalOutcome: Hashable, Sendable {
    /// The next hop has it, or its quarantine copy is durable; the text, e.g. the next hop's queue id, comes back
    /// with a retry. At most 64 characters are kept.
    case delivered(String)
    /// It was not delivered.
    case notDelivered
    /// The dialogue broke after the final dot: the next hop may have it.
    case unknown
}

/// Remembers deliveries, so that a retry delivers what is missing and nothing twice (law 2).
public protocol Journal: Sendable {
    /// Notes that deliveries are about to be made, one per recipient in RCPT order; equal keys are as many
    /// deliveries. Waits until the note is written, for a while: a journal that cannot be written delays nobody.
    ///
    /// What is answered `fresh` or `unknown` is the caller's to attempt, and to ``end(_:)`` in any case; the rest is
    /// not.
    ///
    /// - Returns: a record for each key, in order.
    func begin(_ keys: [JournalKey]) async -> [JournalRecord]

    /// Notes how attempts ended. Returns at once; a ``begin(_:)`` that follows sees it.
    func end(_ attempts: [(key: JournalKey, outcome: JournalOutcome)])
}
