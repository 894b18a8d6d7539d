import Descriptors
import Glibc
import MailObject
public import Policy

/// Keeps quarantined messages as files, in amavis' form: `virus-w2G4mR7pXkQz` in one folder.
///
/// A file holds the quarantine's fields and then the message as it came, with LF line ends, as amavis writes them
/// and `sendmail` reads them; under law 4 a content has no bare CR or LF, so nothing is lost. To release one:
/// ```
/// sendmail -i -f SENDER RECIPIENT… < virus-w2G4mR7pXkQz
/// ```
/// A file is there whole or not at all: it is written under another name, synced, renamed, and the folder synced.
public struct QuarantineFolder: Quarantine {
    /// The folder.
    public let path: String

    /// Names the folder; it need not exist before ``prepare()``.
    public init(path: String) {
        self.path = path
    }

    /// Makes the folder where there is none, readable by owner and group, and sees that files can be made in it.
    ///
    /// - Throws: ``StoreError`` if it cannot be used.
    public func prepare() throws {
        if mkdir(path, 0o750) != 0, errno != EEXIST {
            throw failure(SystemError("mkdir"), doing: "cannot be made")
        }
        var status = stat()
        guard stat(path, &status) == 0 else { throw failure(SystemError("stat"), doing: "cannot be used") }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw StoreError(
                path: path, problem: "is no folder", remedy: "move it away or set another quarantine folder")
        }
        guard access(path, W_OK | X_OK) == 0 else {
            throw failure(SystemError("access"), doing: "cannot be written to")
        }
    }

    /// Writes the item durably.
    ///
    /// - Returns: the file's path.
    /// - Throws: ``StoreError`` naming the file and the cause; nothing of it is left then.
    public func keep(_ item: QuarantineItem) throws -> String {
        let name = "\(item.category)-\(item.id)"
        let file = "\(path)/\(name)"
        let draft = "\(path)/.\(name).new"
        do {
            try write(item, to: draft)
            guard rename(draft, file) == 0 else { throw SystemError("rename") }
            try syncFolder()
        } catch let error as SystemError {
            unlink(draft)
            throw StoreError(
                path: file, problem: "cannot be written: \(error)",
                remedy: error.number == ENOSPC || error.number == EDQUOT ? "make room on its disk" : "see to \(path)")
        }
        return file
    }

    private func write(_ item: QuarantineItem, to draft: String) throws {
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw SystemError("open") }
        defer { close(descriptor) }
        // Whatever the umask: the group may read, as in amavis' quarantine.
        guard fchmod(descriptor, 0o640) == 0 else { throw SystemError("fchmod") }
        var writer = LineEndWriter(descriptor: descriptor)
        for field in item.fields { try writer.append(field.bytes) }
        var offset = 0
        while offset < item.content.byteCount {
            let piece = item.content.bytes(in: offset..<offset + LineEndWriter.pieceSize)
            guard !piece.isEmpty else { throw SystemError("read of the content", number: EIO) }
            try writer.append(piece)
            offset += piece.count
        }
        try writer.finish()
        guard fsync(descriptor) == 0 else { throw SystemError("fsync") }
    }

    private func syncFolder() throws {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw SystemError("open of the folder") }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw SystemError("fsync of the folder") }
    }

    private func failure(_ error: SystemError, doing problem: String) -> StoreError {
        StoreError(path: path, problem: "\(problem): \(error)", remedy: "see to it or set another quarantine folder")
    }
}

/// Writes bytes to a descriptor, each CRLF as LF, however the bytes are cut.
private struct LineEndWriter {
    static let pieceSize = 65_536

    let descriptor: Int32
    private var endsInCR = false

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    mutating func append(_ piece: [UInt8]) throws {
        var output: [UInt8] = []
        output.reserveCapacity(piece.count + 1)
        for byte in piece {
            if endsInCR, byte != 0x0A { output.append(0x0D) }
            endsInCR = byte == 0x0D
            if !endsInCR { output.append(byte) }
        }
        try write(output)
    }

    /// Writes what was held back.
    mutating func finish() throws {
        if endsInCR { try write([0x0D]) }
        endsInCR = false
    }

    private func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw SystemError("write") }
                rest = rest.dropFirst(count)
            }
        }
    }
}
