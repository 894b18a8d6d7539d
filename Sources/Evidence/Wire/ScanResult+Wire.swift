extension ScanResult: WireValue {
    /// Signature names that are kept; a message rarely has two.
    static let wireNames = 64

    /// Reads a scan's result.
    public init(from reader: inout WireReader) throws(WireError) {
        self = try Self.read(from: &reader, mayBeInfected: true)
    }

    /// What stands beside an infection is none, so that no answer is read in without end.
    private static func read(
        from reader: inout WireReader, mayBeInfected: Bool
    ) throws(WireError) -> ScanResult {
        let start = reader.position
        switch try reader.read(UInt8.self) {
        case 0: return .clean
        case 1 where mayBeInfected:
            let names = try reader.readList(minimum: 4, limit: Self.wireNames) { reader throws(WireError) in
                try reader.readPhrase()
            }
            guard !names.isEmpty else { throw .invalid("an infection without a name", at: start) }
            let besides = try Finding.read(from: &reader) { reader throws(WireError) in
                try read(from: &reader, mayBeInfected: false)
            }
            return .infected(names, besides: besides)
        case 2: return .incomplete(reason: try reader.readPhrase())
        case 3: return .encrypted(reason: try reader.readPhrase())
        default: throw .invalid("a scan result", at: start)
        }
    }

    /// Appends a scan's result; of more than 64 names the rest is dropped.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .clean: writer.write(0 as UInt8)
        case .infected(let names, let besides):
            writer.write(1 as UInt8)
            let kept = names.isEmpty ? ["unknown"] : names.prefix(Self.wireNames).map(\.self)
            writer.write(kept) { $0.write(phrase: $1) }
            besides.write(to: &writer)
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
        self = try Self.read(from: &reader) { reader throws(WireError) in try Result(from: &reader) }
    }

    /// Reads a finding whose result is read in a way of its own.
    fileprivate static func read(
        from reader: inout WireReader, result: (inout WireReader) throws(WireError) -> Result
    ) throws(WireError) -> Self {
        let start = reader.position
        switch try reader.read(UInt8.self) {
        case 0: return .found(try result(&reader))
        case 1: return .notRun
        case 2: return .unavailable(reason: try reader.readPhrase())
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
