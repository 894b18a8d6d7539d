extension Base64 {
    /// What other readers make of broken base64: they end at the first padding or pass over it, end at the first byte that
    /// is not of the alphabet, pass over lines with such a byte, or take `-` and `_` for `+` and `/`.
    ///
    /// - Parameters:
    ///   - defects: what ``decode(_:limit:)`` found in it; without defects there are no other readings.
    ///   - limit: the most bytes that each is decoded into.
    /// - Complexity: O(n).
    public static func otherReadings(of input: Span<UInt8>, defects: DefectSet, limit: Int) -> [[UInt8]] {
        var readings: [[UInt8]] = []
        func add(_ encoded: [UInt8]) { readings.append(decode(encoded.span, limit: limit).bytes) }
        if defects.contains(.base64AfterPadding) {
            readings.append(
                decode(input.extracting(0..<input.first(padding, from: 0, to: input.count)), limit: limit).bytes)
            add(input.copy(0..<input.count).filter { $0 != padding })
        }
        if defects.contains(.base64Junk) {
            var end = 0
            while end < input.count, !isJunk(input[end]) { end += 1 }
            readings.append(decode(input.extracting(0..<end), limit: limit).bytes)
            add(withoutJunkLines(input))
            add(
                input.copy(0..<input.count).map { byte in
                    byte == 0x2D ? 0x2B : byte == 0x5F ? 0x2F : byte
                })
        }
        return readings
    }

    /// The blocks of base64 that stand in text: lines of whole groups and at least 16 letters, and the shorter one that ends
    /// a block; each decoded into at most `limit` bytes.
    ///
    /// - Returns: At most `most` blocks, and whether those are all, to their ends.
    /// - Complexity: O(n).
    public static func blocks(
        in text: Span<UInt8>, limit: Int, most: Int
    ) -> (blocks: [[UInt8]], isComplete: Bool) {
        var blocks: [[UInt8]] = []
        var isComplete = true
        var start = 0
        var blockStart = -1
        func close(at end: Int) {
            guard blockStart >= 0 else { return }
            if blocks.count < most {
                let (bytes, defects) = decode(text.extracting(blockStart..<end), limit: limit)
                blocks.append(bytes)
                if defects.contains(.decodedTooLarge) { isComplete = false }
            } else {
                isComplete = false
            }
            blockStart = -1
        }
        while start < text.count, isComplete {
            let (end, next) = text.line(from: start, to: text.count)
            let line = text.trimmed(start..<end)
            if isWhole(text, line), line.count >= 16 || blockStart >= 0 {
                if blockStart < 0 { blockStart = start }
                // Padding ends a block, and so does a shorter line, which is part of it.
                if line.count < 16 || text[line.upperBound - 1] == padding { close(at: end) }
            } else {
                close(at: start)
            }
            start = next
        }
        if isComplete { close(at: text.count) }
        return (blocks, isComplete)
    }

    /// Whether a line is letters in groups of four, the last one perhaps padded.
    private static func isWhole(_ text: Span<UInt8>, _ line: Range<Int>) -> Bool {
        guard !line.isEmpty, line.count % 4 == 0 else { return false }
        var end = line.upperBound
        while end > line.upperBound - 2, text[end - 1] == padding { end -= 1 }
        for index in line.lowerBound..<end {
            let byte = text[index]
            if isJunk(byte) || byte == padding || Byte.isBlank(byte) { return false }
        }
        return true
    }

    private static func withoutJunkLines(_ input: Span<UInt8>) -> [UInt8] {
        var kept: [UInt8] = []
        kept.reserveCapacity(input.count)
        var start = 0
        while start < input.count {
            let (end, next) = input.line(from: start, to: input.count)
            var index = start
            while index < end, !isJunk(input[index]) { index += 1 }
            if index == end { kept += input.copy(start..<end) }
            start = next
        }
        return kept
    }

    private static func isJunk(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F, padding: false
        default: !Byte.isBlank(byte)
        }
    }

    private static let padding: UInt8 = 0x3D
}
