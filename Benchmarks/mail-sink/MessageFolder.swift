import Glibc

/// Writes messages to a folder: `000001.eml`, the content byte for byte, with its envelope in `000001.envelope`.
///
/// The envelope comes first and both appear under their names only when whole, so that a reader who sees the
/// content can read all of it and its envelope.
struct MessageFolder {
    /// A file could not be written.
    struct Failure: Error, CustomStringConvertible {
        let path: String
        let code: Int32
        var description: String { "cannot write \(path): \(String(cString: strerror(code)))" }
    }

    /// Its path; the folder is made if it is not there.
    let path: String

    init(path: String) throws {
        self.path = path
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw Failure(path: path, code: errno) }
    }

    /// Writes one message.
    func save(_ message: SinkSession.Message, number: Int) throws {
        let digits = String(number)
        let name = path + "/" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        var envelope: [UInt8] = []
        for line in message.forwarded { envelope += Array("XFORWARD ".utf8) + line + [0x0A] }
        envelope += Array("MAIL FROM:".utf8) + message.mail + [0x0A]
        for recipient in message.recipients { envelope += Array("RCPT TO:".utf8) + recipient + [0x0A] }
        try write(envelope, to: name + ".envelope")
        try write(message.content, to: name + ".eml")
    }

    /// Opens the file that takes the raw bytes of one session.
    func openRecord(session: Int) throws -> Int32 {
        let name = "\(path)/session-\(session).raw"
        let file = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw Failure(path: name, code: errno) }
        return file
    }

    private func write(_ bytes: [UInt8], to name: String) throws {
        let temporary = name + ".part"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw Failure(path: temporary, code: errno) }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(path: temporary, code: errno) }
            rest = rest.dropFirst(count)
        }
        guard rename(temporary, name) == 0 else { throw Failure(path: name, code: errno) }
    }
}
