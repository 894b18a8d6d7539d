/// Why a ``PacketListener`` could not be made.
public enum PacketListenerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A live process listens there already.
    case inUse(path: String)
    /// Something that is no socket lies there; it is left alone.
    case notASocket(path: String)
    /// The path does not fit a socket address; the limit is in bytes.
    case pathTooLong(path: String, limit: Int)
    /// No group of that name.
    case unknownGroup(String)
    /// A system call failed.
    case system(SystemError)

    /// What an admin reads.
    public var description: String {
        switch self {
        case .inUse(let path): "\(path): another process listens there already"
        case .notASocket(let path): "\(path): there is a file that is no socket; it was left alone"
        case .pathTooLong(let path, let limit):
            "\(path): \(path.utf8.count) bytes are too long for a socket, the limit is \(limit)"
        case .unknownGroup(let name): "there is no group '\(name)'"
        case .system(let error): error.description
        }
    }
}
