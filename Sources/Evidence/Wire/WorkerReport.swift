/// What the parent of a worker tells the daemon.
public enum WorkerReport: Hashable, Sendable {
    /// The cage was tried; these of its layers the kernel lacks. Now the database is loaded.
    case caged(missingLayers: [String])
    /// It will not start; the worker ends.
    case refused(reason: String)
    /// Children can be forked. The charsets are those this system's iconv lacks.
    case ready(AntivirusState, missingCharsets: [String])
    /// A child was made; its socket is beside the packet.
    case child(process: Int32)
    /// A child could not be made.
    case forkFailed(reason: String)
    /// A child ended, with this wait status.
    case childEnded(process: Int32, status: Int32)
    /// The signature database on disk is newer than the one in memory.
    case databaseChanged
}

extension WorkerReport: WireValue {
    /// Reads a report.
    public init(from reader: inout WireReader) throws(WireError) {
        let start = reader.position
        switch try reader.read(UInt8.self) {
        case 0: self = .caged(missingLayers: try reader.readStrings())
        case 1: self = .refused(reason: try reader.readString())
        case 2:
            let state = try AntivirusState(from: &reader)
            self = .ready(state, missingCharsets: try reader.readStrings())
        case 3: self = .child(process: try reader.read())
        case 4: self = .forkFailed(reason: try reader.readString())
        case 5:
            let process = try reader.read(Int32.self)
            self = .childEnded(process: process, status: try reader.read())
        case 6: self = .databaseChanged
        default: throw .invalid("a report", at: start)
        }
    }

    /// Appends a report.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .caged(let missingLayers):
            writer.write(0 as UInt8)
            writer.write(missingLayers) { $0.write($1) }
        case .refused(let reason):
            writer.write(1 as UInt8)
            writer.write(reason)
        case .ready(let antivirus, let missingCharsets):
            writer.write(2 as UInt8)
            antivirus.write(to: &writer)
            writer.write(missingCharsets) { $0.write($1) }
        case .child(let process):
            writer.write(3 as UInt8)
            writer.write(process)
        case .forkFailed(let reason):
            writer.write(4 as UInt8)
            writer.write(reason)
        case .childEnded(let process, let status):
            writer.write(5 as UInt8)
            writer.write(process)
            writer.write(status)
        case .databaseChanged: writer.write(6 as UInt8)
        }
    }
}

extension WireReader {
    mutating func readStrings() throws(WireError) -> [String] {
        try readList(minimum: 4) { reader throws(WireError) in try reader.readString() }
    }
}
