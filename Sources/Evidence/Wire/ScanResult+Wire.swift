extension ScanResult: WireValue {
    /// Signature names that are kept; a message rarely has two.
    static let wireNames = 64

    /// Unicode scalars of one name or reason that are kept.
    static let wireNameLength = 256

    /// Reads a scan's result.
    public init(from reader: inout WireReader) throws(WireError) {
        let start = reader.position
        switch try reader.read(UInt8.self) {
        case 0: self = .clean
        case 1:
            let names = try reader.readList(minimum: 4, limit: Self.wireNames) { reader throws(WireError) in
                try reader.readString()
            }
            guard !names.isEmpty else { throw .invalid("an infection without a name", at: start) }
            self = .infected(names)
        case 2: self = .incomplete(reason: try reader.readString())
        default: throw .invalid("a scan result", at: start)
        }
    }

    /// Appends a scan's result; more than 64 names, or more than 256 scalars of one, are cut off.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .clean: writer.write(0 as UInt8)
        case .infected(let names):
            writer.write(1 as UInt8)
            let kept = names.isEmpty ? ["unknown"] : names.prefix(Self.wireNames).map(\.self)
            writer.write(kept) { $0.write($1, scalars: Self.wireNameLength) }
        case .incomplete(let reason):
            writer.write(2 as UInt8)
            writer.write(reason, scalars: Self.wireNameLength)
        }
    }
}

extension Finding: WireValue where Result: WireValue {
    /// Reads a finding.
    public init(from reader: inout WireReader) throws(WireError) {
        let start = reader.position
        switch try reader.read(UInt8.self) {
        case 0: self = .found(try Result(from: &reader))
        case 1: self = .notRun
        case 2: self = .unavailable(reason: try reader.readString())
        default: throw .invalid("a finding", at: start)
        }
    }

    /// Appends a finding; a reason longer than 256 scalars is cut off.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .found(let result):
            writer.write(0 as UInt8)
            result.write(to: &writer)
        case .notRun: writer.write(1 as UInt8)
        case .unavailable(let reason):
            writer.write(2 as UInt8)
            writer.write(reason, scalars: ScanResult.wireNameLength)
        }
    }
}
