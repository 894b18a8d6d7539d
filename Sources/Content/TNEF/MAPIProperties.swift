/// Goes through a list of MAPI properties as it stands in TNEF.
///
/// It does not hold the list: whoever has it gives the same again.
///
/// Source: MS-OXTNEF §2.1.3.4.
struct MAPIProperties {
    /// Whether the list ended before all its properties were read.
    private(set) var isMalformed = false

    private var cursor = LittleEndianCursor()
    /// Properties that are still to come; nil before the first.
    private var left: UInt32?
    private var current = MAPIProperty(name: nil, type: 0)
    /// Values of the current property that are still to come.
    private var values: UInt32 = 0

    /// The next value that has its length in front, and where it stands; the others are passed over.
    ///
    /// - Complexity: O(1) for each property and value passed over.
    mutating func next(in list: Span<UInt8>) -> (property: MAPIProperty, value: Range<Int>)? {
        while !isMalformed {
            if values > 0 {
                values -= 1
                guard let length = cursor.uint32(in: list), let range = cursor.range(Int(length), in: list) else {
                    isMalformed = true
                    return nil
                }
                cursor.skipPadding(of: range.count, in: list)
                return (current, range)
            }
            guard let left = left ?? cursor.uint32(in: list) else {
                isMalformed = true
                return nil
            }
            guard left > 0 else { return nil }
            self.left = left - 1
            isMalformed = !readProperty(in: list)
        }
        return nil
    }

    /// Reads a property up to its values; those of fixed length whole.
    private mutating func readProperty(in list: Span<UInt8>) -> Bool {
        guard let type = cursor.uint16(in: list), let identifier = cursor.uint16(in: list) else { return false }
        if identifier >= 0x8000, !skipName(in: list) { return false }
        current = MAPIProperty(name: MAPIProperty.Name(rawValue: identifier), type: type)
        if MAPIProperty.hasLength(type) {
            guard let count = cursor.uint32(in: list) else { return false }
            values = count
            return true
        }
        guard let byteCount = MAPIProperty.byteCount(of: type) else { return false }
        guard type & 0x1000 != 0 else { return cursor.range(byteCount, in: list) != nil }
        guard let count = cursor.uint32(in: list) else { return false }
        return cursor.range(Int(count) * byteCount, in: list) != nil
    }

    /// A named property has a set, and in it a number or a text.
    private mutating func skipName(in list: Span<UInt8>) -> Bool {
        guard cursor.range(16, in: list) != nil, let kind = cursor.uint32(in: list) else { return false }
        guard kind != 0 else { return cursor.uint32(in: list) != nil }
        guard let length = cursor.uint32(in: list), cursor.range(Int(length), in: list) != nil else { return false }
        cursor.skipPadding(of: Int(length), in: list)
        return true
    }
}
