/// What the daemon tells the parent of a worker, after the settings.
public enum WorkerCommand: Hashable, Sendable {
    /// Make a child.
    case fork
    /// Kill this child: it is late, or what it answered is not valid.
    case kill(process: Int32)
    /// Look now whether the signatures on disk have changed, and report it if so.
    case checkDatabase
}

extension WorkerCommand: WireValue {
    /// Reads a command.
    public init(from reader: inout WireReader) throws(WireError) {
        let start = reader.position
        switch try reader.read(UInt8.self) {
        case 0: self = .fork
        case 1: self = .kill(process: try reader.read())
        case 2: self = .checkDatabase
        default: throw .invalid("a command", at: start)
        }
    }

    /// Appends a command.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .fork: writer.write(0 as UInt8)
        case .kill(let process):
            writer.write(1 as UInt8)
            writer.write(process)
        case .checkDatabase: writer.write(2 as UInt8)
        }
    }
}
