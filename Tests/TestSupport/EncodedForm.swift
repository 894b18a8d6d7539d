import Foundation

/// Writes files in the forms that mail carries them in within text: what the decoders must undo.
public enum EncodedForm: CaseIterable, Sendable {
    /// uuencode with backticks for zeros.
    case uuencode
    /// uuencode with spaces for zeros.
    case uuencodeWithSpaces
    /// begin-base64.
    case base64
    /// yEnc in one part.
    case yEnc
    /// BinHex 4.0 with an empty resource fork.
    case binHex

    /// The lines of a file, with LF.
    public func lines(_ bytes: [UInt8], name: String = "a.bin") -> [UInt8] {
        switch self {
        case .uuencode: uuencoded(bytes, name, zero: 0x60)
        case .uuencodeWithSpaces: uuencoded(bytes, name, zero: 0x20)
        case .base64:
            Array("begin-base64 644 \(name)\n".utf8)
                + Data(bytes).base64EncodedData(options: [.lineLength76Characters, .endLineWithLineFeed])
                + Array((bytes.isEmpty ? "====\n" : "\n====\n").utf8)
        case .yEnc: yEncoded(bytes, name)
        case .binHex: Self.binHexed(data: bytes, resource: [], name)
        }
    }

    private func uuencoded(_ bytes: [UInt8], _ name: String, zero: UInt8) -> [UInt8] {
        func letter(_ value: Int) -> UInt8 { value & 63 == 0 ? zero : UInt8(value & 63) + 0x20 }
        var lines = Array("begin 644 \(name)\n".utf8)
        for start in stride(from: 0, to: bytes.count, by: 45) {
            let line = bytes[start..<min(start + 45, bytes.count)]
            lines.append(letter(line.count))
            for group in stride(from: line.startIndex, to: line.endIndex, by: 3) {
                let bits = (0..<3).reduce(0) { bits, offset in
                    bits << 8 | (group + offset < line.endIndex ? Int(line[group + offset]) : 0)
                }
                for shift in [18, 12, 6, 0] { lines.append(letter(bits >> shift)) }
            }
            lines.append(0x0A)
        }
        return lines + [zero, 0x0A] + Array("end\n".utf8)
    }

    private func yEncoded(_ bytes: [UInt8], _ name: String) -> [UInt8] {
        var lines = Array("=ybegin line=128 size=\(bytes.count) name=\(name)\n".utf8)
        var column = 0
        for byte in bytes {
            let moved = byte &+ 42
            if [0x00, 0x0A, 0x0D, 0x3D].contains(moved) {
                lines += [0x3D, moved &+ 64]
                column += 2
            } else {
                lines.append(moved)
                column += 1
            }
            if column >= 128 {
                lines.append(0x0A)
                column = 0
            }
        }
        if column > 0 { lines.append(0x0A) }
        let checksum = String(format: "%08x", CRC32.sum(bytes))
        return lines + Array("=yend size=\(bytes.count) crc32=\(checksum)\n".utf8)
    }

    /// The lines of a file of BinHex with two forks.
    public static func binHexed(data: [UInt8], resource: [UInt8], _ name: String) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        }
        var header: [UInt8] = [UInt8(name.utf8.count)] + Array(name.utf8) + [0]
        header += Array("TEXTttxt".utf8) + [0, 0] + number(data.count, 4) + number(resource.count, 4)
        var stream: [UInt8] = []
        for piece in [header, data, resource] { stream += piece + number(Int(crc16(piece)), 2) }

        var packed: [UInt8] = []
        var index = 0
        while index < stream.count {
            let byte = stream[index]
            var count = 1
            while index + count < stream.count, stream[index + count] == byte, count < 255 { count += 1 }
            let letter: [UInt8] = byte == 0x90 ? [0x90, 0] : [byte]
            if count > 3 { packed += letter + [0x90, UInt8(count)] } else { for _ in 0..<count { packed += letter } }
            index += count
        }
        let alphabet = Array("!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr".utf8)
        var letters: [UInt8] = [0x3A]
        var bits = 0
        var bitCount = 0
        for byte in packed {
            bits = bits << 8 | Int(byte)
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                letters.append(alphabet[bits >> bitCount & 63])
            }
            bits &= 0xFF
        }
        if bitCount > 0 { letters.append(alphabet[bits << (6 - bitCount) & 63]) }
        letters.append(0x3A)
        var lines = Array("(This file must be converted with BinHex 4.0)\n\n".utf8)
        for start in stride(from: 0, to: letters.count, by: 64) {
            lines += letters[start..<min(start + 64, letters.count)] + [0x0A]
        }
        return lines
    }

    private static func crc16(_ bytes: [UInt8]) -> UInt16 {
        var register: UInt16 = 0
        for byte in bytes + [0, 0] {
            for bit in (0..<8).reversed() {
                let carry = register & 0x8000 != 0
                register = register << 1 | UInt16(byte >> UInt8(bit) & 1)
                if carry { register ^= 0x1021 }
            }
        }
        return register
    }
}

extension [UInt8] {
    /// Each LF as CRLF.
    public var withCRLF: [UInt8] { flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] } }
}
