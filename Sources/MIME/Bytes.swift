/// Byte classes and searches that grammar code shares. Everything here is bounds-checked and linear.
enum Byte {
    static let tab: UInt8 = 0x09
    static let lf: UInt8 = 0x0A
    static let cr: UInt8 = 0x0D
    static let space: UInt8 = 0x20

    /// Space, tab, and what law 4 turns into space or readers take for it: CR, LF, NUL, VT, FF.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x00 || (byte >= 0x09 && byte <= 0x0D)
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    @inline(__always)
    static func lower(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

    /// The value of a hex digit in either case; nil for any other byte.
    @inline(__always)
    static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}

extension Span<UInt8> {
    /// Where the first LF at or after `start` stands, or `end`.
    @inline(__always)
    func lineFeed(from start: Int, to end: Int) -> Int {
        first(Byte.lf, from: start, to: end)
    }

    /// Where the first such byte at or after `start` stands, or `end`.
    ///
    /// Complexity: O(n), eight bytes at a time.
    @inline(__always)
    func first(_ byte: UInt8, from start: Int, to end: Int) -> Int {
        let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
        let raw = self.bytes
        let end = Swift.min(end, count)
        var index = start
        while index &+ 8 <= end {
            let word =
                UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
                ^ pattern
            let zeros = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if zeros != 0 { return index &+ zeros.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < end {
            if self[index] == byte { return index }
            index &+= 1
        }
        return end
    }

    /// `range` without blanks at both ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, Byte.isBlank(self[start]) { start += 1 }
        while end > start, Byte.isBlank(self[end - 1]) { end -= 1 }
        return start..<end
    }

    /// The bytes of a range, copied.
    func copy(_ range: Range<Int>) -> [UInt8] {
        let part = self.extracting(range)
        return [UInt8](unsafeUninitializedCapacity: part.count) { buffer, initialized in
            part.withUnsafeBufferPointer { source in
                _ = buffer.update(fromContentsOf: source)
            }
            initialized = part.count
        }
    }

    /// Whether a range holds `name`, which is in lower case, in any case.
    func equalsIgnoringCase(_ range: Range<Int>, _ name: StaticString) -> Bool {
        guard range.count == name.utf8CodeUnitCount else { return false }
        return name.withUTF8Buffer { expected in
            var offset = 0
            while offset < expected.count {
                if Byte.lower(self[range.lowerBound + offset]) != expected[offset] { return false }
                offset += 1
            }
            return true
        }
    }

    /// The bytes of a range in lower case, as a string; bytes that are not UTF-8 become U+FFFD.
    func lowercased(_ range: Range<Int>) -> String {
        var bytes = copy(range)
        for index in bytes.indices { bytes[index] = Byte.lower(bytes[index]) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
