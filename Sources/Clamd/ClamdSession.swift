public import Evidence

/// A session with clamd in which one stream after the other is scanned; it does no I/O.
///
/// Whoever drives it sends what ``begin()`` gives, then the bytes in chunks with a ``header(byteCount:)`` before each,
/// then what ``end()`` gives, and hands over what comes in by ``received(_:)`` meanwhile and after. Nothing but an OK
/// that answers the stream in full is clean; where an answer makes no sense, the session is over.
///
///     C: zIDSESSION\0
///     C: zINSTREAM\0 00 00 00 05 "Hello" 00 00 00 00
///     S: 1: stream: OK\0
///     C: zINSTREAM\0 00 00 00 44 "X5O…" 00 00 00 00
///     S: 2: stream: Eicar-Signature FOUND\0
///
/// Source: clamd(8), "COMMANDS".
public struct ClamdSession: Sendable {
    private enum State {
        /// No stream is under way.
        case idle
        /// A stream is being sent.
        case sending
        /// It was sent in full.
        case waiting
    }

    private var state = State.idle
    private var number = 0
    private var reply: [UInt8] = []

    /// What each further stream gives, once the session is over; nil while there can be more.
    public private(set) var outcome: Finding<ScanResult>?

    /// The longest answer that is taken for one: names of signatures have some hundred bytes at most.
    static let maximumReply = 4_096

    /// Makes a session on a new connection.
    public init() {}

    /// Begins a stream.
    ///
    /// - Returns: what is to be sent before its first chunk.
    public mutating func begin() -> [UInt8] {
        number += 1
        state = .sending
        return (number == 1 ? Array("zIDSESSION\0".utf8) : []) + Array("zINSTREAM\0".utf8)
    }

    /// What is sent before a chunk of 1 to 2³² − 1 bytes.
    public static func header(byteCount: Int) -> [UInt8] {
        let count = UInt32(clamping: byteCount)
        return (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * UInt32($0))) }
    }

    /// Ends the stream: to be called once all its chunks were sent, for only from then on an OK counts.
    ///
    /// - Returns: what is to be sent after its last chunk.
    public mutating func end() -> [UInt8] {
        state = .waiting
        return Self.header(byteCount: 0)
    }

    /// Takes bytes that clamd sent.
    ///
    /// - Returns: what the scan of the stream gave, once its answer is there in full.
    public mutating func received(_ bytes: borrowing Span<UInt8>) -> Finding<ScanResult>? {
        if let outcome { return outcome }
        for index in 0..<bytes.count where bytes[index] != 0 || index + 1 < bytes.count {
            if bytes[index] == 0 { return isOver(.unavailable(reason: "clamd answers more than it was asked")) }
            reply.append(bytes[index])
            if reply.count > Self.maximumReply {
                return isOver(.unavailable(reason: "clamd's answer is longer than \(Self.maximumReply) bytes"))
            }
        }
        guard bytes.count > 0, bytes[bytes.count - 1] == 0 else { return nil }
        defer { reply = [] }
        return answered()
    }

    /// The connection has ended or does not go on, for this reason: so has the session.
    public mutating func ended(_ reason: String) -> Finding<ScanResult> {
        outcome ?? isOver(.unavailable(reason: reason))
    }

    private mutating func answered() -> Finding<ScanResult> {
        let prefix = "\(number): ".utf8
        guard state != .idle, reply.starts(with: prefix) else { return isOver(nonsense) }
        let text = Self.printable(reply.dropFirst(prefix.count))
        if text == "INSTREAM size limit exceeded. ERROR" {
            // clamd hangs up after it.
            return isOver(.found(.incomplete(reason: "over the scanner's limit StreamMaxLength")))
        }
        guard let result = Self.middle(of: text, from: "stream: ", to: "") else { return isOver(nonsense) }
        let finding: Finding<ScanResult>
        if let name = Self.middle(of: result, from: "", to: " FOUND") {
            finding = .found(Detection(name: name).result)
        } else if result == "OK", state == .waiting {
            finding = .found(.clean)
        } else if let error = Self.middle(of: result, from: "", to: " ERROR") {
            // The words of CL_EMAXREC, CL_EMAXSIZE, CL_EMAXFILES and CL_ETIMEOUT.
            finding =
                error.hasPrefix("Exceeded ")
                ? .found(.incomplete(reason: "over the scanner's limits: " + error))
                : .unavailable(reason: "clamd: " + error)
        } else {
            return isOver(nonsense)
        }
        // What is left of a stream that was answered early would be taken for commands.
        if state == .sending { return isOver(finding, further: .unavailable(reason: "clamd broke off the stream")) }
        state = .idle
        return finding
    }

    private var nonsense: Finding<ScanResult> {
        .unavailable(reason: "clamd answers out of turn: " + Self.printable(reply[...]))
    }

    private mutating func isOver(
        _ finding: Finding<ScanResult>, further: Finding<ScanResult>? = nil
    ) -> Finding<ScanResult> {
        outcome = further ?? finding
        return finding
    }

    /// What stands between the two; nil if they are not there, or nothing is between them.
    private static func middle(of text: String, from prefix: String, to suffix: String) -> String? {
        guard text.hasPrefix(prefix), text.hasSuffix(suffix), text.utf8.count > prefix.utf8.count + suffix.utf8.count
        else { return nil }
        return String(text.dropFirst(prefix.count).dropLast(suffix.count))
    }

    /// Bytes of an answer that go into log and header: names may hold what an attacker wrote.
    private static func printable(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }
}

extension Detection {
    fileprivate var result: ScanResult {
        switch self {
        case .virus(let name): .infected([name])
        case .obstacle(let reason): .incomplete(reason: reason)
        case .encrypted(let reason): .encrypted(reason: reason)
        }
    }
}
