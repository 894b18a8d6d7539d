import MIME

/// How many hosts a message has passed, and how often it was here: what tells a mail loop.
public struct HopCount: Hashable, Sendable {
    /// A message with more Received fields than this goes round.
    ///
    /// Source: RFC 5321 §6.3 (at least 100); amavis answers `554 5.4.6 Reject: Too many hops`, Postfix ends a loop of
    /// its own at `hopcount_limit` = 50.
    public static let maximumHops = 100
    /// A message that came to this very listener more often than this goes round: a second or third time is a
    /// forward or a message from quarantine.
    public static let maximumOwnHops = 10

    /// The number of Received fields.
    public let hops: Int
    /// How many of them are ours: of this host, this product and this port.
    public let ownHops: Int

    /// Makes a count.
    public init(hops: Int = 0, ownHops: Int = 0) {
        self.hops = hops
        self.ownHops = ownHops
    }

    /// Counts in a message that came to `localPort` (0: a UNIX socket). `content` may go on after the header.
    ///
    /// Total: any bytes are counted. Received fields that are ours are known by what ``Trace`` writes, whatever folds
    /// they got on their way.
    ///
    /// Complexity: O(size of the header section).
    public init(in content: Span<UInt8>, settings: PolicySettings, localPort: Int) {
        let mark = OwnMark(settings: settings, localPort: localPort)
        var hops = 0
        var ownHops = 0
        HeaderFields.scan(content) { field in
            guard field.isNamed("received", in: content) else { return }
            hops += 1
            if mark.isIn(content, field.value) { ownHops += 1 }
        }
        self.init(hops: hops, ownHops: ownHops)
    }

    /// Whether the message must end here.
    public var isLoop: Bool { hops > Self.maximumHops || ownHops > Self.maximumOwnHops }
}

/// The `by` clause of our own Received fields: `by localhost (HOST [ADDRESS]) (PRODUCT, port PORT)`. The address is
/// not compared: a host has several.
private struct OwnMark {
    private let name = Array("localhost".utf8)
    private let host: [UInt8]
    private let program: [UInt8]

    init(settings: PolicySettings, localPort: Int) {
        host = Array("(\(settings.hostname)".utf8)
        program = Array((localPort > 0 ? "(\(settings.product), port \(localPort))" : "(\(settings.product))").utf8)
    }

    /// More than an address literal has octets: so far the end of its comment is looked for.
    private static let maximumAddressBytes = 64

    /// Looks at what follows each `by` that stands outside of comments.
    func isIn(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
        var index = value.lowerBound
        var depth = 0
        var startsWord = true
        while index < value.upperBound {
            let byte = bytes[index]
            switch byte {
            case 0x28: depth += 1
            case 0x29: depth = max(depth - 1, 0)
            case 0x5C where depth > 0: index += 1
            default:
                if depth == 0, startsWord, index + 2 < value.upperBound, byte | 0x20 == UInt8(ascii: "b"),
                    bytes[index + 1] | 0x20 == UInt8(ascii: "y"), Self.isBlank(bytes[index + 2]),
                    isClause(bytes, (index + 2)..<value.upperBound)
                {
                    return true
                }
            }
            startsWord = Self.isBlank(byte) || byte == 0x29
            index += 1
        }
        return false
    }

    private func isClause(_ bytes: Span<UInt8>, _ rest: Range<Int>) -> Bool {
        var index = rest.lowerBound
        let end = rest.upperBound
        guard take(name, bytes, &index, end), take(host, bytes, &index, end), index < end,
            Self.isBlank(bytes[index]) || bytes[index] == 0x29
        else { return false }
        let limit = min(end, index + Self.maximumAddressBytes)
        while index < limit, bytes[index] != 0x29 { index += 1 }
        guard index < limit else { return false }
        index += 1
        return take(program, bytes, &index, end)
    }

    /// Steps over blanks and then `expected`.
    private func take(_ expected: [UInt8], _ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) -> Bool {
        while index < end, Self.isBlank(bytes[index]) { index += 1 }
        guard end - index >= expected.count else { return false }
        for (offset, byte) in expected.enumerated() where bytes[index + offset] != byte { return false }
        index += expected.count
        return true
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }
}
