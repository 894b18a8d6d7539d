import Glibc

/// The bytes of a configuration file.
enum ConfigurationFile {
    /// The longest file that is read: a hundred times the one with every key and its comments.
    static let maximumBytes = 1 << 20

    /// Why a file could not be read.
    enum Failure: Error, Hashable, Sendable {
        /// There is none.
        case missing
        /// Any other reason, in words.
        case unreadable(String)
    }

    /// Reads a file.
    static func read(_ path: String) throws(Failure) -> [UInt8] {
        guard !path.isEmpty else { throw .unreadable("the name of the file is empty") }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure() }
        if status.st_mode & S_IFMT == S_IFDIR { throw .unreadable("is a folder, not a file") }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure()
            }
            bytes += buffer[..<count]
            guard bytes.count <= maximumBytes else { throw .unreadable("is longer than \(maximumBytes) bytes") }
        }
    }

    private static func failure() -> Failure {
        let code = errno
        return code == ENOENT ? .missing : .unreadable("cannot be read: \(String(cString: strerror(code)))")
    }
}
