/// Reads values in the wire form; see ``WireValue``. Every read may fail, none traps.
public struct WireReader: Sendable {
    private let bytes: [UInt8]
    /// How far it has read.
    public private(set) var position = 0

    /// How many bytes are left.
    public var remaining: Int { bytes.count - position }

    /// Starts at the first byte.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads an integer.
    public mutating func read<Value: FixedWidthInteger>(
        _ type: Value.Type = Value.self
    ) throws(WireError) -> Value {
        let size = MemoryLayout<Value>.size
        guard remaining >= size else { throw .truncated(at: position) }
        let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: Value.self) }
        position += size
        return Value(littleEndian: value)
    }

    /// Reads an integer that cannot be negative.
    public mutating func readCount() throws(WireError) -> Int {
        let start = position
        let value = try read(Int.self)
        guard value >= 0 else { throw .invalid("a count", at: start) }
        return value
    }

    /// Reads a truth value.
    public mutating func readBool() throws(WireError) -> Bool {
        let start = position
        switch try read(UInt8.self) {
        case 0: return false
        case 1: return true
        default: throw .invalid("a truth value", at: start)
        }
    }

    /// Reads a string; bytes that are no UTF-8 become U+FFFD.
    public mutating func readString() throws(WireError) -> String {
        let count = Int(try read(UInt32.self))
        guard remaining >= count else { throw .truncated(at: position) }
        let value = String(decoding: bytes[position..<position + count], as: UTF8.self)
        position += count
        return value
    }

    /// Bytes of a name or reason.
    static let maximumPhraseLength = 256

    /// Reads a name or reason that goes into log and header: anything but printable ASCII is refused, so that no line
    /// or field can be forged with it.
    public mutating func readPhrase() throws(WireError) -> String {
        let start = position
        let phrase = try readString()
        guard phrase.utf8.count <= Self.maximumPhraseLength, phrase.utf8.allSatisfy({ (0x20..<0x7F).contains($0) })
        else { throw .invalid("a name or reason", at: start) }
        return phrase
    }

    /// Reads a list.
    ///
    /// - Parameters:
    ///   - minimum: the fewest bytes an element takes; a count that cannot be true is refused before anything is
    ///     reserved.
    ///   - limit: the most elements there may be.
    public mutating func readList<Element>(
        minimum: Int, limit: Int = .max, _ element: (inout WireReader) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        let start = position
        let count = Int(try read(UInt32.self))
        guard count <= remaining / max(minimum, 1) else { throw .truncated(at: start) }
        guard count <= limit else { throw .invalid("a list of \(count), the limit is \(limit),", at: start) }
        var list: [Element] = []
        list.reserveCapacity(count)
        for _ in 0..<count { list.append(try element(&self)) }
        return list
    }

    /// Ends the reading: nothing may be left.
    public func finish() throws(WireError) {
        guard remaining == 0 else { throw .trailingBytes(at: position) }
    }
}
