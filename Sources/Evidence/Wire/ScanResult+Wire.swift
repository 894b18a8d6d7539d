extension ScanResult: WireValue {
    /// Signature names that are kept; a message rarely has two.
    static let wireNames = 64

    /// Reads a scan's result.
    public init(from reader: inout WireReader) throws(WireError) {
        let start = reader.position
        switch try reader.read(UInt8.self) {
        case 0: self = .clean
        case 1:
            let names = try reader.readList(minimum: 4, limit: Self.wireNames) { reader throws(WireError) in
                try reader.readPhrase()
            }
            guard !names.isEmpty else { throw .invalid("an infection without a name", at: start) }
            self = .infected(names)
        case 2: self = .incomplete(reason: try reader.readPhrase())
        case 3: self = .encrypted(reason: try reader.readPhrase())
        default: throw .invalid("a scan result", at: start)
        }
    }

    /// Appends a scan's result; of more than 64 names the rest is dropped.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .clean: writer.write(0 as UInt8)
        case .infected(let names):
            writer.write(1 as UInt8)
            let kept = names.isEmpty ? ["unknown"] : names.prefix(Self.wireNames).map(\.self)
            writer.write(kept) { $0.write(phrase: $1) }
        case .incomplete(let reason):
            writer.write(2 as UInt8)
            writer.write(phrase: reason)
        case .encrypted(let reason):
            writer.write(3 as UInt8)
            writer.write(phrase: reason)
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
        case 2: self = .unavailable(reason: try reader.readPhrase())
        default: throw .invalid("a finding", at: start)
        }
    }

    /// Appends a finding.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .found(let result):
            writer.write(0 as UInt8)
            result.write(to: &writer)
        case .notRun: writer.write(1 as UInt8)
        case .unavailable(let reason):
            writer.write(2 as UInt8)
            writer.write(phrase: reason)
        }
    }
}
