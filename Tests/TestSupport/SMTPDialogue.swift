import Glibc

/// A client for tests that speaks line by line, right or wrong, as the test wants it.
public final class SMTPDialogue {
    private let socket: Int32
    private var unread: [UInt8] = []
    private var isOpen = true

    /// Connects to a loopback port.
    public init(port: Int) throws { socket = try LoopbackPort.connect(to: port) }

    deinit { hangUp() }

    /// Sends bytes as they are.
    public func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw DidNotHappen(description: "send: \(String(cString: strerror(errno)))") }
            rest = rest.dropFirst(count)
        }
    }

    /// Sends a line, with its CRLF, and gives the reply.
    @discardableResult
    public func say(_ line: String) throws -> String {
        try send(Array(line.utf8) + [0x0D, 0x0A])
        return try reply()
    }

    /// Reads one reply; the lines of a longer one are joined by a line feed. Empty when the server has hung up.
    @discardableResult
    public func reply() throws -> String {
        var lines: [String] = []
        while let line = try line() {
            lines.append(line)
            if line.count < 4 || line.dropFirst(3).first != "-" { break }
        }
        return lines.joined(separator: "\n")
    }

    /// Greets and sends one message; gives the replies to its final dot: one over SMTP, one a recipient over LMTP.
    public func send(
        content: [UInt8], from sender: String = "sender@example.com", to recipients: [String],
        hello: String = "EHLO client.example.com", parameters: String = ""
    ) throws -> [String] {
        try reply()
        try say(hello)
        return try sendNext(
            content: content, from: sender, to: recipients, lmtp: hello.hasPrefix("LHLO"), parameters: parameters)
    }

    /// Sends another message.
    public func sendNext(
        content: [UInt8], from sender: String = "sender@example.com", to recipients: [String], lmtp: Bool = false,
        parameters: String = ""
    ) throws -> [String] {
        let mail = try say("MAIL FROM:<\(sender)>\(parameters)")
        guard mail.hasPrefix("2") else { return [mail] }
        var accepted = 0
        var refused: [String] = []
        for recipient in recipients {
            let answer = try say("RCPT TO:<\(recipient)>")
            if answer.hasPrefix("2") { accepted += 1 } else { refused.append(answer) }
        }
        let data = try say("DATA")
        guard data.hasPrefix("354") else { return refused + [data] }
        try send(Self.wireForm(content) + Array(".\r\n".utf8))
        return try (0..<(lmtp ? accepted : 1)).map { _ in try reply() }
    }

    /// Ends with QUIT.
    public func quit() throws {
        try say("QUIT")
        hangUp()
    }

    /// Goes away without a word.
    public func hangUp() {
        if isOpen { close(socket) }
        isOpen = false
    }

    /// CRLF line ends, one at the end too, and dots doubled.
    public static func wireForm(_ content: [UInt8]) -> [UInt8] {
        var wire: [UInt8] = []
        var isLineStart = true
        for byte in canonical(content) {
            if isLineStart, byte == 0x2E { wire.append(0x2E) }
            wire.append(byte)
            isLineStart = byte == 0x0A
        }
        return wire
    }

    /// CRLF for each LF without its CR, and one at the end.
    public static func canonical(_ content: [UInt8]) -> [UInt8] {
        var lines: [UInt8] = []
        for byte in content {
            if byte == 0x0A, lines.last != 0x0D { lines.append(0x0D) }
            lines.append(byte)
        }
        if lines.last != 0x0A { lines += [0x0D, 0x0A] }
        return lines
    }

    private func line() throws -> String? {
        while true {
            if let end = unread.firstIndex(of: 0x0A) {
                let line = unread[..<end].filter { $0 != 0x0D }
                unread.removeSubrange(...end)
                return String(decoding: line, as: UTF8.self)
            }
            var chunk = [UInt8](repeating: 0, count: 16_384)
            let count = recv(socket, &chunk, chunk.count, 0)
            if count == 0 || (count < 0 && errno == ECONNRESET) { return nil }
            guard count > 0 else { throw DidNotHappen(description: "reply: \(String(cString: strerror(errno)))") }
            unread += chunk[..<count]
        }
    }
}
