/// What is known of a loaded signature database.
public struct AntivirusInfo: Hashable, Sendable {
    /// How many signatures were loaded; 0 of a clamd, which does not say.
    public var signatureCount: Int
    /// The database's version, e.g. `27801`; empty if it names none.
    public var databaseVersion: String
    /// When the database was made, in seconds since 1970; nil if it does not say.
    public var databaseTime: Int?
    /// The scanner's name and version, e.g. `ClamAV 1.4.6`, `ClamAV 1.4.6 at /run/clamav/clamd.ctl`.
    public var engine: String

    /// Makes a description.
    public init(signatureCount: Int, databaseVersion: String, databaseTime: Int?, engine: String) {
        self.signatureCount = signatureCount
        self.databaseVersion = databaseVersion
        self.databaseTime = databaseTime
        self.engine = engine
    }
}

/// Whether messages are scanned for viruses.
public enum AntivirusState: Hashable, Sendable {
    /// Switched off in the configuration.
    case disabled
    /// The database is being loaded; messages wait (law 12).
    case loading
    /// The worker loads no signatures: messages are scanned by a clamd.
    case external
    /// Loaded and tried.
    case ready(AntivirusInfo)
    /// It could not be loaded, or did not find what it must find.
    case unavailable(reason: String)

    /// Whether a worker in this state scans.
    public var scans: Bool {
        switch self {
        case .ready, .external: true
        case .disabled, .loading, .unavailable: false
        }
    }
}

extension AntivirusInfo: WireValue {
    /// Reads a description.
    public init(from reader: inout WireReader) throws(WireError) {
        let count = try reader.readCount()
        let version = try reader.readString()
        let time = try reader.readBool() ? try reader.read(Int.self) : nil
        self.init(
            signatureCount: count, databaseVersion: version, databaseTime: time, engine: try reader.readString())
    }

    /// Appends a description.
    public func write(to writer: inout WireWriter) {
        writer.write(signatureCount)
        writer.write(databaseVersion)
        writer.write(databaseTime != nil)
        if let databaseTime { writer.write(databaseTime) }
        writer.write(engine)
    }
}

extension AntivirusState: WireValue {
    /// Reads a state.
    public init(from reader: inout WireReader) throws(WireError) {
        let start = reader.position
        switch try reader.read(UInt8.self) {
        case 0: self = .disabled
        case 1: self = .loading
        case 2: self = .ready(try AntivirusInfo(from: &reader))
        case 3: self = .unavailable(reason: try reader.readString())
        case 4: self = .external
        default: throw .invalid("an antivirus state", at: start)
        }
    }

    /// Appends a state.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .disabled: writer.write(0 as UInt8)
        case .loading: writer.write(1 as UInt8)
        case .ready(let info):
            writer.write(2 as UInt8)
            info.write(to: &writer)
        case .unavailable(let reason):
            writer.write(3 as UInt8)
            writer.write(reason)
        case .external: writer.write(4 as UInt8)
        }
    }
}
