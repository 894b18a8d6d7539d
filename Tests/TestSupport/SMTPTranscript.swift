/// A message as it passed over a recorded connection.
public struct RecordedTransaction: Sendable {
    /// The argument of MAIL, and those of the RCPTs that were accepted.
    public var mail = ""
    /// The arguments of the RCPTs that were accepted.
    public var recipients: [String] = []
    /// The content as sent, less the transparency dots.
    public var content: [UInt8] = []
    /// The replies to the final dot: one, or with LMTP one for each accepted recipient.
    public var replies: [String] = []
}

extension RecordingProxy.Session {
    /// The messages that passed whole, reading commands and replies side by side.
    public func transactions() -> [RecordedTransaction] {
        var replies = Self.replies(fromServer)[...]
        var found: [RecordedTransaction] = []
        var current = RecordedTransaction()
        var isLMTP = false
        var at = 0
        guard replies.popFirst() != nil else { return [] }
        while let end = fromClient[at...].firstIndex(of: 0x0A) {
            let line = String(decoding: fromClient[at..<end].filter { $0 != 0x0D }, as: UTF8.self)
            at = end + 1
            guard let reply = replies.popFirst() else { return found }
            let verb = line.prefix(while: { $0 != " " }).uppercased()
            switch verb {
            case "LHLO": isLMTP = true
            case "MAIL" where reply.hasPrefix("2"):
                current = RecordedTransaction()
                current.mail = String(line.dropFirst("MAIL FROM:".count))
            case "RCPT" where reply.hasPrefix("2"):
                current.recipients.append(String(line.dropFirst("RCPT TO:".count)))
            case "DATA" where reply.hasPrefix("354"):
                guard let (content, next) = Self.content(fromClient[at...]) else { return found }
                at = next
                current.content = content
                for _ in 0..<(isLMTP ? current.recipients.count : 1) {
                    guard let reply = replies.popFirst() else { return found }
                    current.replies.append(reply)
                }
                found.append(current)
                current = RecordedTransaction()
            default: break
            }
        }
        return found
    }

    private static func replies(_ bytes: [UInt8]) -> [String] {
        var replies: [String] = []
        var lines: [String] = []
        for raw in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
            let line = String(decoding: raw.filter { $0 != 0x0D }, as: UTF8.self)
            lines.append(line)
            if line.utf8.dropFirst(3).first != 0x2D {
                replies.append(lines.joined(separator: "\n"))
                lines = []
            }
        }
        return replies
    }

    /// Only CRLF `.` CRLF ends it.
    private static func content(_ bytes: ArraySlice<UInt8>) -> (content: [UInt8], next: Int)? {
        var content: [UInt8] = []
        var isLineStart = true
        var at = bytes.startIndex
        while at < bytes.endIndex {
            if isLineStart, bytes[at] == 0x2E {
                if bytes[at...].starts(with: [0x2E, 0x0D, 0x0A]) { return (content, at + 3) }
                at += 1
                if at == bytes.endIndex { return nil }
            }
            content.append(bytes[at])
            isLineStart = content.suffix(2).elementsEqual([0x0D, 0x0A])
            at += 1
        }
        return nil
    }
}
