/// A place in bytes that numbers are read from, lowest byte first; nil where there are not enough.
///
/// It does not hold the bytes: whoever has them gives the same again.
struct LittleEndianCursor {
    /// Where the next is read.
    private(set) var position = 0

    /// How many bytes are left.
    func left(in bytes: Span<UInt8>) -> Int { bytes.count - position }

    /// Reads a number of one byte.
    mutating func byte(in bytes: Span<UInt8>) -> UInt8? {
        integer(1, in: bytes).map { UInt8(truncatingIfNeeded: $0) }
    }

    /// Reads a number of two bytes.
    mutating func uint16(in bytes: Span<UInt8>) -> UInt16? {
        integer(2, in: bytes).map { UInt16(truncatingIfNeeded: $0) }
    }

    /// Reads a number of four bytes.
    mutating func uint32(in bytes: Span<UInt8>) -> UInt32? {
        integer(4, in: bytes)
    }

    /// Passes over `count` bytes and gives where they stand.
    mutating func range(_ count: Int, in bytes: Span<UInt8>) -> Range<Int>? {
        guard count >= 0, count <= left(in: bytes) else { return nil }
        defer { position += count }
        return position..<position + count
    }

    /// Passes over what fills `count` bytes up to a multiple of four, as far as it is there.
    mutating func skipPadding(of count: Int, in bytes: Span<UInt8>) {
        position += min(3 - (count + 3) % 4, left(in: bytes))
    }

    private mutating func integer(_ count: Int, in bytes: Span<UInt8>) -> UInt32? {
        guard let range = range(count, in: bytes) else { return nil }
        return range.reversed().reduce(0) { $0 << 8 | UInt32(bytes[$1]) }
    }
}
