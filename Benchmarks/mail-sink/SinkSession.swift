import Glibc
import Loopback

/// One client's dialogue: SMTP, or LMTP after LHLO. Everything is accepted.
///
/// Source: RFC 5321, RFC 2033, RFC 2920, RFC 3461; Postfix XFORWARD_README
final class SinkSession {
    /// A message as it came.
    struct Message {
        /// The parameters of MAIL and of each RCPT, as written by the client.
        var mail: [UInt8] = []
        var recipients: [[UInt8]] = []
        /// The XFORWARD lines since the message before.
        var forwarded: [[UInt8]] = []
        /// The content without its transparency dots; empty unless it is kept.
        var content: [UInt8] = []
        var size = 0
    }

    /// Its socket.
    let socket: TCPSocket
    /// What waits to be sent.
    var output: [UInt8]
    /// Whether to close once the output is sent.
    private(set) var isOver = false

    private var line: [UInt8] = []
    private var message = Message()
    private var recipientCount = 0
    private var scanner = DataScanner()
    private var isInData = false
    private var speaksLMTP = false
    private let keepsContent: Bool
    private let store: (Message) throws -> Int

    private static let longestLine = 65_536

    /// Greets. `store` takes each message and gives its number.
    init(socket: TCPSocket, keepsContent: Bool, store: @escaping (Message) throws -> Int) {
        self.socket = socket
        self.keepsContent = keepsContent
        self.store = store
        output = Array("220 sink.invalid ESMTP mail-sink\r\n".utf8)
    }

    /// Takes what the client sent.
    func received(_ bytes: UnsafeRawBufferPointer) {
        var at = 0
        while at < bytes.count, !isOver {
            if isInData {
                guard let end = scanner.scan(bytes, from: at, content: keep) else { return }
                at = end
                isInData = false
                finishMessage()
            } else {
                at = readCommand(bytes, from: at)
            }
        }
    }

    private func keep(_ run: UnsafeRawBufferPointer) {
        message.size += run.count
        if keepsContent { message.content += run }
    }

    private func readCommand(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        guard let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, bytes.count - start) else {
            line += bytes[start...]
            if line.count > Self.longestLine {
                say("500 5.5.2 Line too long\r\n")
                isOver = true
            }
            return bytes.count
        }
        let end = UnsafeRawPointer(found) - base
        line += bytes[start..<end]
        if line.last == 0x0D { line.removeLast() }
        answer()
        line.removeAll(keepingCapacity: true)
        return end + 1
    }

    private func answer() {
        // The first four letters tell all verbs apart.
        let verb = line.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1 & 0xDF) }
        switch verb {
        case 0x45_48_4C_4F: greet(lmtp: false)  // EHLO
        case 0x4C_48_4C_4F: greet(lmtp: true)  // LHLO
        case 0x48_45_4C_4F: say("250 sink.invalid\r\n")  // HELO
        case 0x4D_41_49_4C:  // MAIL
            if keepsContent { message.mail = argument(after: "MAIL FROM:") }
            say("250 2.1.0 Ok\r\n")
        case 0x52_43_50_54:  // RCPT
            recipientCount += 1
            if keepsContent { message.recipients.append(argument(after: "RCPT TO:")) }
            say("250 2.1.5 Ok\r\n")
        case 0x44_41_54_41:  // DATA
            if recipientCount == 0 { return say("503 5.5.1 Error: need RCPT command\r\n") }
            isInData = true
            say("354 End data with <CR><LF>.<CR><LF>\r\n")
        case 0x58_46_4F_52:  // XFORWARD
            if keepsContent { message.forwarded.append(argument(after: "XFORWARD ")) }
            say("250 2.0.0 Ok\r\n")
        case 0x52_53_45_54:  // RSET
            forget()
            say("250 2.0.0 Ok\r\n")
        case 0x4E_4F_4F_50: say("250 2.0.0 Ok\r\n")  // NOOP
        case 0x56_52_46_59: say("252 2.0.0 Argument not checked\r\n")  // VRFY
        case 0x51_55_49_54:  // QUIT
            say("221 2.0.0 Bye\r\n")
            isOver = true
        default: say("500 5.5.2 Error: command not recognized\r\n")
        }
    }

    private func greet(lmtp: Bool) {
        speaksLMTP = lmtp
        forget()
        say(
            """
            250-sink.invalid\r
            250-PIPELINING\r
            250-SIZE\r
            250-ENHANCEDSTATUSCODES\r
            250-8BITMIME\r
            250-DSN\r
            250-SMTPUTF8\r
            250 XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT\r

            """)
    }

    private func finishMessage() {
        let reply: String
        do {
            reply = "250 2.0.0 Ok: queued as \(try store(message))\r\n"
        } catch {
            reply = "451 4.3.0 \(error)\r\n"
        }
        for _ in 0..<(speaksLMTP ? recipientCount : 1) { output += reply.utf8 }
        forget()
    }

    private func forget() {
        message = Message()
        recipientCount = 0
    }

    private func argument(after prefix: String) -> [UInt8] { Array(line.dropFirst(prefix.utf8.count)) }

    private func say(_ reply: StaticString) {
        output += UnsafeBufferPointer(start: reply.utf8Start, count: reply.utf8CodeUnitCount)
    }
}
