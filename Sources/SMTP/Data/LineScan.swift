/// Finds the stretch of a content that needs no change, eight octets at a time.
///
/// Decoder and encoder share it: both copy regular octets in bulk and look closely only at a bare CR, a bare LF,
/// a NUL and a dot that begins a line.
enum LineScan {
    /// Where in a line the next octet stands.
    enum Place {
        case lineStart, line
        /// Behind a CR that waits for its LF.
        case carriageReturn
    }

    /// Octets looked at in one step.
    static let step = MemoryLayout<UInt64>.size

    /// Copies the regular stretch that begins at `start`, less a CR at its end: that may yet turn out bare.
    ///
    /// - Parameter place: where the first octet stands, and in the end where the next one will; not
    ///   `carriageReturn` on the way in.
    /// - Returns: the end of the stretch.
    /// - Complexity: O(n); eight octets a step.
    @inline(__always)
    static func copyRegular(
        _ bytes: UnsafeRawBufferPointer, from start: Int, into output: inout [UInt8], place: inout Place
    ) -> Int {
        let end = regularEnd(in: bytes, from: start)
        guard end > start else { return start }
        var copied = end
        switch bytes[end - 1] {
        case 0x0D:
            place = .carriageReturn
            copied -= 1
        case 0x0A: place = .lineStart
        default: place = .line
        }
        output.append(contentsOf: bytes[start..<copied])
        return end
    }

    /// The end of the regular stretch that begins at `start`.
    ///
    /// The octet before `start` must exist and must not be a CR that waits for its LF. A CR that is the last octet
    /// of the stretch may still turn out bare.
    @inline(__always)
    private static func regularEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        guard let base = bytes.baseAddress, start >= 1 else { return start }
        var index = start
        while index + step <= bytes.count {
            let here = base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let before = base.loadUnaligned(fromByteOffset: index - 1, as: UInt64.self)
            let lineFeeds = matches(here, 0x0A)
            // An LF without its CR, or a CR without its LF; a NUL; a dot after an LF.
            let irregular =
                (lineFeeds ^ matches(before, 0x0D)) | matches(here, 0x00)
                | (matches(here, 0x2E) & matches(before, 0x0A))
            if irregular != 0 { break }
            index += step
        }
        return index
    }

    /// The high bit of each octet that equals `octet`; exact for every octet, not only for the first.
    @inline(__always)
    private static func matches(_ word: UInt64, _ octet: UInt64) -> UInt64 {
        let difference = word ^ (0x0101_0101_0101_0101 &* octet)
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        return ~(((difference & low) &+ low) | difference | low)
    }
}
