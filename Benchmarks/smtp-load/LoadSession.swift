import Glibc
import Loopback

/// One connection: sends a message at a time, MAIL, RCPT and DATA in one go, as Postfix does.
///
/// Source: RFC 5321, RFC 2033, RFC 2920; Postfix XFORWARD_README
final class LoadSession {
    /// What a step of the dialogue led to.
    enum Outcome: Equatable {
        /// The dialogue goes on.
        case pending
        /// The message was taken; the connection can take another.
        case taken
        /// The message was not taken: the server's words. The connection is of no more use.
        case refused(String)
        /// The connection has come to its end after QUIT.
        case over
    }

    private enum Step { case greeting, hello, forward, mail, recipient, data, finish, quit }

    let socket: TCPSocket
    /// When the message under way was begun, or was due; nanoseconds.
    var beginning: UInt64 = 0
    /// Whether a message is under way.
    var isCarrying = false

    private let settings: LoadSettings
    private var output: [UInt8] = []
    private var sent = 0
    private var awaited: [Step] = [.greeting]
    private var line: [UInt8] = []
    private var content: [UInt8] = []
    private var identifier = ""
    private var refusal: String?

    /// Connects.
    init(settings: LoadSettings) throws {
        self.settings = settings
        socket = try TCPSocket.connect(host: settings.host, port: settings.port)
    }

    /// The bytes of the message under way, as on the wire.
    var contentSize: Int { content.count }

    /// Whether bytes wait to be sent.
    var hasOutput: Bool { sent < output.count }

    /// Sends a message, as soon as the server has greeted.
    func begin(_ wireForm: [UInt8], identifier: String) {
        content = wireForm
        self.identifier = identifier
        if awaited.isEmpty { sendEnvelope() }
    }

    /// Ends the session.
    func quit() { say("QUIT\r\n", awaiting: [.quit]) }

    /// Writes what the socket takes.
    func flush() -> Outcome {
        while hasOutput {
            let written = output.withUnsafeBytes { socket.write(UnsafeRawBufferPointer(rebasing: $0[sent...])) }
            switch written {
            case .bytes(let count): sent += count
            case .wouldBlock: return .pending
            case .ended: return .refused("connection closed")
            case .failed(let code): return .refused(String(cString: strerror(code)))
            }
        }
        return .pending
    }

    /// Takes what the server sent.
    func read(_ buffer: UnsafeMutableRawBufferPointer) -> Outcome {
        switch socket.read(into: buffer) {
        case .bytes(let count):
            for byte in buffer[..<count] {
                if byte != 0x0A {
                    line.append(byte)
                    continue
                }
                let outcome = receivedLine()
                line.removeAll(keepingCapacity: true)
                if outcome != .pending { return outcome }
            }
            return .pending
        case .wouldBlock: return .pending
        case .ended where awaited.first == .quit: return .over
        case .failed where awaited.first == .quit: return .over
        case .ended: return .refused("connection closed")
        case .failed(let code): return .refused(String(cString: strerror(code)))
        }
    }

    private func receivedLine() -> Outcome {
        if line.count > 3, line[3] == 0x2D { return .pending }
        guard let first = line.first, !awaited.isEmpty else { return .refused("unexpected reply: \(text)") }
        let step = awaited.removeFirst()
        let isPositive = first == 0x32
        switch step {
        case .greeting:
            if !isPositive { return .refused(text) }
            say(settings.speaksLMTP ? "LHLO load.example.org\r\n" : "EHLO load.example.org\r\n", awaiting: [.hello])
        case .hello:
            if !isPositive { return .refused(text) }
            sendEnvelope()
        case .forward, .mail, .recipient:
            if !isPositive { refusal = refusal ?? text }
        case .data:
            guard first == 0x33 else { return .refused(refusal ?? text) }
            // RFC 2920 §3.1: a server that took DATA without a recipient is to be given an empty message.
            if refusal == nil { send(content) } else { send([0x2E, 0x0D, 0x0A]) }
            awaited.append(.finish)
        case .finish:
            if let refusal { return .refused(refusal) }
            return isPositive ? .taken : .refused(text)
        case .quit: return .over
        }
        return .pending
    }

    private func sendEnvelope() {
        var words = ""
        var steps: [Step] = []
        if settings.sendsXFORWARD {
            words += "XFORWARD NAME=mail.example.com ADDR=192.0.2.7 PORT=40000 PROTO=ESMTP HELO=mail.example.com\r\n"
            words += "XFORWARD IDENT=\(identifier) SOURCE=REMOTE\r\n"
            steps += [.forward, .forward]
        }
        words += "MAIL FROM:<\(settings.sender)> SIZE=\(content.count) BODY=8BITMIME\r\n"
        words += "RCPT TO:<\(settings.recipient)>\r\nDATA\r\n"
        say(words, awaiting: steps + [.mail, .recipient, .data])
    }

    private func say(_ words: String, awaiting steps: [Step]) {
        send(Array(words.utf8))
        awaited += steps
    }

    private func send(_ bytes: [UInt8]) {
        if hasOutput {
            output += bytes
        } else {
            output = bytes
            sent = 0
        }
    }

    private var text: String { String(decoding: line.filter { $0 != 0x0D }, as: UTF8.self) }
}
