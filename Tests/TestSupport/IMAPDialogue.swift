import Glibc

/// A client for tests that speaks IMAP to a loopback port; for one thread.
public final class IMAPDialogue {
    private let socket: BufferedSocket
    private var commandCount = 0

    /// Connects and logs in.
    public init(port: Int, user: String, password: String) throws {
        socket = BufferedSocket(try LoopbackPort.connect(to: port))
        _ = try line()
        try say("LOGIN \(user) \(password)")
    }

    /// Sends a command and gives the untagged lines of the answer.
    ///
    /// - Throws: ``DidNotHappen`` with the server's words unless it says OK.
    @discardableResult
    public func say(_ command: String) throws -> [String] {
        try say(command, literal: nil)
    }

    /// Puts a message into a mailbox.
    public func append(_ message: [UInt8], to mailbox: String) throws {
        try say("APPEND \(mailbox)", literal: message)
    }

    /// Moves all messages of a mailbox, or some, to another.
    public func move(_ messages: String = "1:*", from mailbox: String, to target: String) throws {
        try say("SELECT \(mailbox)")
        try say("MOVE \(messages) \(target)")
    }

    /// How many messages are in a mailbox.
    public func count(in mailbox: String) throws -> Int {
        let exists = try say("EXAMINE \(mailbox)").compactMap { line -> Int? in
            let words = line.split(separator: " ")
            return words.count == 3 && words[2] == "EXISTS" ? Int(words[1]) : nil
        }
        guard let count = exists.first else { throw DidNotHappen(description: "no EXISTS for \(mailbox)") }
        return count
    }

    @discardableResult
    private func say(_ command: String, literal: [UInt8]?) throws -> [String] {
        commandCount += 1
        let tag = "a\(commandCount)"
        // With LITERAL+ (RFC 7888) the literal follows without being asked for.
        let rest = literal.map { Array(" {\($0.count)+}\r\n".utf8) + $0 } ?? []
        guard socket.send(Array("\(tag) \(command)".utf8) + rest + [0x0D, 0x0A]) else {
            throw DidNotHappen(description: "\(command): the server is gone")
        }
        var untagged: [String] = []
        while true {
            let line = try line()
            guard line.hasPrefix(tag + " ") else {
                untagged.append(line)
                continue
            }
            guard line.hasPrefix(tag + " OK") else { throw DidNotHappen(description: "\(command): \(line)") }
            return untagged
        }
    }

    private func line() throws -> String {
        guard let line = socket.line() else { throw DidNotHappen(description: "a line of the IMAP server") }
        return String(String(decoding: line, as: UTF8.self).prefix { !$0.isNewline })
    }
}
