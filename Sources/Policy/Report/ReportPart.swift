/// One part of a report: its type and its lines.
struct ReportPart {
    let type: String
    let description: String
    /// The body: lines without their ends, bare of CR and LF but for folds.
    let body: [UInt8]

    init(type: String, description: String, lines: [String]) {
        self.init(type: type, description: description, body: Array(lines.map { $0 + "\r\n" }.joined().utf8))
    }

    init(type: String, description: String, body: [UInt8]) {
        self.type = type
        self.description = description
        self.body = body
    }

    /// Whether the body needs more than seven bits.
    var isEightBit: Bool { body.contains { $0 >= 0x80 } }

    /// The part with its delimiter above it.
    func bytes(boundary: String) -> [UInt8] {
        let encoding = isEightBit ? "Content-Transfer-Encoding: 8bit\r\n" : ""
        let head =
            "\r\n--\(boundary)\r\nContent-Description: \(description)\r\nContent-Type: \(type)\r\n\(encoding)\r\n"
        return Array(head.utf8) + body
    }
}
