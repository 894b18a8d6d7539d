public import MIME

/// A message that is made to cost its reader too much: the set that law 7 is measured with.
///
/// Each is built in code, of as many pieces as are asked for, so that none has to be stored.
public struct HostileMail: Sendable, CustomStringConvertible {
    /// What it is, in words.
    public let name: String
    /// How many of the pieces in ``name`` it has at full size.
    public let count: Int
    /// How many it needs at least to breach the limit that it is made for.
    let least: Int
    /// What a reading must have found in it; empty where the message is only work, and none of it odd.
    public let defects: [Defect]
    /// Whether it is made for the virus scanner and not for the parser.
    public let isForScanner: Bool
    let build: @Sendable (Int) -> [UInt8]

    init(
        _ name: String, _ count: Int, least: Int, _ defects: [Defect], isForScanner: Bool = false,
        _ build: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.name = name
        self.count = count
        self.least = least
        self.defects = defects
        self.isForScanner = isForScanner
        self.build = build
    }

    /// The name.
    public var description: String { name }

    /// The message, with a `divisor`-th of the pieces, but enough for its defects.
    public func bytes(divisor: Int = 1) -> [UInt8] { build(max(count / max(divisor, 1), least)) }

    /// All of them.
    public static var all: [HostileMail] { trees + headers + parameters + contents + encodedFiles + archives }
}

extension HostileMail {
    /// `text`, `count` times.
    static func repeated(_ text: String, _ count: Int) -> [UInt8] {
        var bytes = Array(text.utf8)
        let wanted = bytes.count * count
        bytes.reserveCapacity(wanted)
        while bytes.count < wanted { bytes += bytes[..<min(bytes.count, wanted - bytes.count)] }
        return count > 0 ? bytes : []
    }

    /// What `piece` gives for each number below `count`.
    static func joined(_ count: Int, _ piece: (Int) -> String) -> [UInt8] {
        var bytes: [UInt8] = []
        for index in 0..<count { bytes += piece(index).utf8 }
        return bytes
    }

    /// A message of one part.
    static func message(
        _ body: [UInt8], as contentType: String = "text/plain", encoding: String = "8bit"
    ) -> [UInt8] {
        Array(
            """
            From: Ann <ann@example.org>\r
            Subject: Hostile\r
            MIME-Version: 1.0\r
            Content-Type: \(contentType)\r
            Content-Transfer-Encoding: \(encoding)\r
            \r\n
            """.utf8) + body + Array("\r\n".utf8)
    }

    /// A multipart with `count` times the same part.
    static func multipart(_ count: Int, header: String, body: [UInt8]) -> [UInt8] {
        let part = Array("--b\r\n\(header)\r\n\r\n".utf8) + body + Array("\r\n".utf8)
        var parts: [UInt8] = []
        parts.reserveCapacity(part.count * count)
        for _ in 0..<count { parts += part }
        return message(parts + Array("--b--".utf8), as: "multipart/mixed; boundary=b")
    }
}
