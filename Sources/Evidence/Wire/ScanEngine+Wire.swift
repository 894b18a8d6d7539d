extension ScanEngine: WireValue {
    /// Reads an engine.
    public init(from reader: inout WireReader) throws(WireError) {
        let start = reader.position
        switch try reader.read(UInt8.self) {
        case 0: self = .libclamav
        case 1: self = .clamd(.unix(path: try reader.readString()))
        case 2:
            let host = try reader.readString()
            self = .clamd(.tcp(host: host, port: try reader.readCount()))
        default: throw .invalid("an engine", at: start)
        }
    }

    /// Appends an engine.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .libclamav: writer.write(0 as UInt8)
        case .clamd(.unix(let path)):
            writer.write(1 as UInt8)
            writer.write(path)
        case .clamd(.tcp(let host, let port)):
            writer.write(2 as UInt8)
            writer.write(host)
            writer.write(port)
        }
    }
}
