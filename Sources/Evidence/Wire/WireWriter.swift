/// Appends values in the wire form; see ``WireValue``.
public struct WireWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []

    /// Makes an empty writer.
    public init() {}

    /// Appends an integer, little-endian.
    public mutating func write(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends a truth value as one byte.
    public mutating func write(_ value: Bool) {
        bytes.append(value ? 1 : 0)
    }

    /// Appends a string: its length in bytes, then UTF-8.
    public mutating func write(_ value: String) {
        let utf8 = Array(value.utf8)
        write(UInt32(clamping: utf8.count))
        bytes.append(contentsOf: utf8.prefix(Int(UInt32.max)))
    }

    /// Appends a name or reason that goes into log and header: at most 256 bytes of printable ASCII. Other scalars
    /// become `?`.
    public mutating func write(phrase: String) {
        let bytes = phrase.unicodeScalars.prefix(WireReader.maximumPhraseLength).map { scalar in
            (0x20..<0x7F).contains(scalar.value) ? UInt8(truncatingIfNeeded: scalar.value) : UInt8(ascii: "?")
        }
        write(UInt32(bytes.count))
        self.bytes.append(contentsOf: bytes)
    }

    /// Appends a list: its count, then the elements. A list longer than 2³² − 1 is cut.
    public mutating func write<Element>(_ list: [Element], _ element: (inout WireWriter, Element) -> Void) {
        write(UInt32(clamping: list.count))
        for value in list.prefix(Int(UInt32.max)) { element(&self, value) }
    }
}
