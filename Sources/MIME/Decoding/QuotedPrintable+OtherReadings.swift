extension QuotedPrintable {
    /// What readers make of broken quoted-printable that pass over a `=` without a meaning, and the blanks behind it.
    ///
    /// - Complexity: O(n).
    public static func otherReading(of input: Span<UInt8>, limit: Int) -> [UInt8] {
        var kept: [UInt8] = []
        kept.reserveCapacity(input.count)
        var index = 0
        while index < input.count {
            guard input[index] == 0x3D else {
                kept.append(input[index])
                index += 1
                continue
            }
            if index + 2 < input.count, Byte.hex(input[index + 1]) != nil, Byte.hex(input[index + 2]) != nil {
                kept += input.copy(index..<(index + 3))
                index += 3
                continue
            }
            index += 1
            while index < input.count, input[index] == Byte.space || input[index] == Byte.tab { index += 1 }
            // A soft line break stays one.
            let endsLine = index < input.count && (input[index] == Byte.lf || input[index] == Byte.cr)
            if endsLine { kept.append(0x3D) }
        }
        return decode(kept.span, limit: limit).bytes
    }
}
