import MIME

/// The compression of RTF in MAPI, "LZFu": bytes and references into the last 4096 of them.
///
/// Source: MS-OXRTFCP §2.
enum CompressedRTF {
    /// Decodes at most `limit` bytes; `breach` is the defect if there are more.
    ///
    /// - Complexity: O(n + limit).
    static func decode(
        _ bytes: Span<UInt8>, limit: Int, breach: Defect = .decodedTooLarge
    ) -> (bytes: [UInt8], defects: DefectSet) {
        var cursor = LittleEndianCursor()
        guard let packed = cursor.uint32(in: bytes), let unpacked = cursor.uint32(in: bytes),
            let kind = cursor.uint32(in: bytes), let checksum = cursor.uint32(in: bytes)
        else { return ([], [.malformedCompressedRTF]) }
        var defects = DefectSet()
        // The first number counts the twelve bytes behind it too.
        let stated = Int(packed) - 12
        let left = cursor.left(in: bytes)
        if stated < 0 || stated > left { defects.insert(.malformedCompressedRTF) }
        let content = bytes.extracting(16..<16 + max(min(stated, left), 0))
        switch kind {
        case 0x414C_454D:  // MELA
            // A NUL may stand behind the text that counts for neither.
            let text = content.extracting(first: min(Int(unpacked), content.count))
            if text.count < Int(unpacked) { defects.insert(.malformedCompressedRTF) }
            if text.count > limit { defects.insert(breach) }
            return (Array(copying: text, limit: limit), defects)
        case 0x7546_5A4C:  // LZFu
            var crc = CRC32(register: 0)
            crc.update(content)
            if crc.register != checksum { defects.insert(.encodedFileChecksumDiffers) }
            var output: [UInt8] = []
            switch expand(content, into: &output, limit: limit) {
            case .ended: if output.count != Int(unpacked) { defects.insert(.encodedFileSizeDiffers) }
            case .cut: defects.insert(.malformedCompressedRTF)
            case .full: defects.insert(breach)
            }
            return (output, defects)
        default:
            return (Array(copying: content, limit: limit), [.malformedCompressedRTF])
        }
    }

    private enum End { case ended, cut, full }

    private static func expand(_ bytes: Span<UInt8>, into output: inout [UInt8], limit: Int) -> End {
        var window = [UInt8](repeating: 0, count: 4_096)
        for (index, byte) in initialWindow.enumerated() { window[index] = byte }
        var write = initialWindow.count
        var index = 0
        while index < bytes.count {
            let control = bytes[index]
            index += 1
            for bit in 0..<8 {
                guard control >> UInt8(bit) & 1 == 1 else {
                    guard index < bytes.count else { return .cut }
                    guard output.count < limit else { return .full }
                    output.append(bytes[index])
                    window[write] = bytes[index]
                    write = (write + 1) & 4_095
                    index += 1
                    continue
                }
                guard index + 1 < bytes.count else { return .cut }
                let reference = Int(bytes[index]) << 8 | Int(bytes[index + 1])
                index += 2
                var read = reference >> 4
                if read == write { return .ended }
                for _ in 0..<(reference & 15) + 2 {
                    guard output.count < limit else { return .full }
                    let byte = window[read]
                    output.append(byte)
                    window[write] = byte
                    read = (read + 1) & 4_095
                    write = (write + 1) & 4_095
                }
            }
        }
        return .cut
    }

    private static let initialWindow = Array(
        ("{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
            + "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
            + "\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx").utf8)
}
