/// What a child answers: a packet for the reading, then one for the listing of archives, then one for the scan, each if
/// it was asked for. A scan without a listing before it says that there are no archives.
public enum ChildAnswer: Hashable, Sendable {
    /// The reading lies in the answer file, in this many bytes from its start.
    case reading(byteCount: Int)
    /// There is no reading; the reason is for log and header.
    case unreadable(reason: String)
    /// The listing lies in the answer file, in this many bytes from ``listingOffset``; 0: there are no archives.
    case listing(byteCount: Int)
    /// There is no listing; the reason is for log and header.
    case unlisted(reason: String)
    /// What the scan gave.
    case scan(Finding<ScanResult>)

    /// Bytes of the answer file. The default limits of a reading allow about 20 MB, nearly all of it names of
    /// attachments; memory is taken only for what is written.
    public static let fileCapacity = 64 * 1_048_576

    /// Where the listing stands in the answer file: the daemon may still be at the reading when it is written.
    public static let listingOffset = fileCapacity / 2

    /// The longest packet a child may send: 64 names of viruses, 256 bytes each, fit in.
    public static let maximumByteCount = 32_768
}

extension ChildAnswer: WireValue {
    /// Reads an answer.
    public init(from reader: inout WireReader) throws(WireError) {
        let start = reader.position
        switch try reader.read(UInt8.self) {
        case 0: self = .reading(byteCount: try reader.readCount())
        case 1: self = .unreadable(reason: try reader.readPhrase())
        case 2: self = .scan(try Finding(from: &reader))
        case 3: self = .listing(byteCount: try reader.readCount())
        case 4: self = .unlisted(reason: try reader.readPhrase())
        default: throw .invalid("an answer", at: start)
        }
    }

    /// Appends an answer.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .reading(let byteCount):
            writer.write(0 as UInt8)
            writer.write(byteCount)
        case .unreadable(let reason):
            writer.write(1 as UInt8)
            writer.write(phrase: reason)
        case .scan(let finding):
            writer.write(2 as UInt8)
            finding.write(to: &writer)
        case .listing(let byteCount):
            writer.write(3 as UInt8)
            writer.write(byteCount)
        case .unlisted(let reason):
            writer.write(4 as UInt8)
            writer.write(phrase: reason)
        }
    }
}
