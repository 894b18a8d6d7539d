import Evidence
import MIME

/// The decoded stream of a BinHex file: header, data fork, resource fork, each with a checksum behind it.
///
/// Source: RFC 1741 appendix A.
enum BinHexFile {
    /// Divides the stream into its forks: the data fork, and the resource fork if it holds anything; the stream itself if
    /// it has no header. All have `defects` and what is broken here.
    ///
    /// - Complexity: O(n).
    static func files(in stream: Span<UInt8>, _ defects: DefectSet) -> [EmbeddedFile] {
        var defects = defects
        let nameCount = stream.isEmpty ? 0 : Int(stream[0])
        // Name, version, type, creator, flags, two lengths.
        let headerCount = 1 + nameCount + 1 + 4 + 4 + 2 + 4 + 4
        guard nameCount > 0, nameCount < 64, stream.count >= headerCount + 2 else {
            defects.insert(.malformedEncodedFile)
            let whole = Array(copying: stream)
            return [EmbeddedFile(form: .binHex, bytes: whole, defects: defects)]
        }
        let name = EmbeddedFile.Name(bytes: Array(copying: stream.extracting(1..<1 + nameCount)), charset: "macintosh")
        let lengths = [headerCount - 8, headerCount - 4].map { Int(bigEndian(stream, at: $0, count: 4)) }
        var start = 0
        var end = headerCount
        func check() {
            guard end + 2 <= stream.count else { return }
            let stated = bigEndian(stream, at: end, count: 2)
            if UInt32(checksum(stream.extracting(start..<end))) != stated {
                defects.insert(.encodedFileChecksumDiffers)
            }
        }
        check()
        var forks: [[UInt8]] = []
        for length in lengths {
            start = min(end + 2, stream.count)
            end = min(start + length, stream.count)
            if stream.count - start < length + 2 { defects.insert(.encodedFileSizeDiffers) }
            check()
            forks.append(Array(copying: stream.extracting(start..<end)))
        }
        // A few bytes fill up the last letters.
        if stream.count > end + 4 { defects.insert(.encodedFileSizeDiffers) }
        if forks[0].isEmpty, !forks[1].isEmpty { forks.removeFirst() } else if forks[1].isEmpty { forks.removeLast() }
        return forks.map { EmbeddedFile(form: .binHex, names: [name], bytes: $0, defects: defects) }
    }

    private static func bigEndian(_ bytes: Span<UInt8>, at start: Int, count: Int) -> UInt32 {
        (start..<start + count).reduce(0) { $0 << 8 | UInt32(bytes[$1]) }
    }

    /// The remainder by the CCITT polynomial 0x1021 from a register of zeros.
    static func checksum(_ bytes: Span<UInt8>) -> UInt16 {
        let table = table.span
        var register: UInt16 = 0
        for index in 0..<bytes.count {
            register = register << 8 ^ table[Int(register >> 8 ^ UInt16(bytes[index]))]
        }
        return register
    }

    private static let table: [UInt16] = (0..<256).map { byte in
        (0..<8).reduce(UInt16(byte) << 8) { value, _ in value & 0x8000 != 0 ? value << 1 ^ 0x1021 : value << 1 }
    }
}
