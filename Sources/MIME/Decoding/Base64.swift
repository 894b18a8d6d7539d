/// Base64 as it comes in mail.
///
/// Bytes outside the alphabet are passed over, as most mail programs do; padding in the middle ends a group and
/// decoding goes on after it, so that nothing escapes; a last group without padding counts.
///
/// Source: RFC 2045 §6.8, RFC 4648 §4.
public enum Base64 {
    /// Decodes into at most `limit` bytes.
    ///
    /// Complexity: O(n).
    public static func decode(
        _ input: Span<UInt8>, limit: Int = .max
    ) -> (bytes: [UInt8], defects: DefectSet) {
        var defects = DefectSet()
        let capacity = min(max(limit, 0), input.count / 4 * 3 + 3)
        let bytes = [UInt8](capacity: capacity) { (output: inout OutputSpan<UInt8>) in
            decode(input, into: &output, capacity: capacity, &defects)
        }
        return (bytes, defects)
    }

    private static func decode(
        _ input: Span<UInt8>, into output: inout OutputSpan<UInt8>, capacity: Int, _ defects: inout DefectSet
    ) {
        let table = values
        let lookup = table.span
        var index = 0
        var group: UInt32 = 0
        var letters = 0
        var wasPadded = false
        while index < input.count {
            if letters == 0 {
                // Whole groups, as long as nothing but letters comes.
                while index &+ 4 <= input.count, output.count &+ 3 <= capacity {
                    let a = lookup[Int(input[index])]
                    let b = lookup[Int(input[index &+ 1])]
                    let c = lookup[Int(input[index &+ 2])]
                    let d = lookup[Int(input[index &+ 3])]
                    if (a | b | c | d) & 0x80 != 0 { break }
                    let word = UInt32(a) << 18 | UInt32(b) << 12 | UInt32(c) << 6 | UInt32(d)
                    output.append(UInt8(truncatingIfNeeded: word >> 16))
                    output.append(UInt8(truncatingIfNeeded: word >> 8))
                    output.append(UInt8(truncatingIfNeeded: word))
                    if wasPadded { defects.insert(.base64AfterPadding) }
                    index &+= 4
                }
                if index >= input.count { break }
            }
            let value = lookup[Int(input[index])]
            index &+= 1
            switch value {
            case 0..<64:
                if wasPadded { defects.insert(.base64AfterPadding) }
                group = group << 6 | UInt32(value)
                letters &+= 1
                if letters == 4 {
                    if !emit(group, 3, &output, capacity) {
                        defects.insert(.decodedTooLarge)
                        return
                    }
                    group = 0
                    letters = 0
                }
            case paddingValue:
                wasPadded = true
                if letters == 1 { defects.insert(.base64Length) }
                if letters > 0, !flush(group, letters, &output, capacity) {
                    defects.insert(.decodedTooLarge)
                    return
                }
                group = 0
                letters = 0
            case blank:
                break
            default:
                defects.insert(.base64Junk)
            }
        }
        if letters > 0 {
            defects.insert(.base64Length)
            if !flush(group, letters, &output, capacity) { defects.insert(.decodedTooLarge) }
        }
    }

    /// Two letters make one byte, three make two.
    private static func flush(
        _ group: UInt32, _ letters: Int, _ output: inout OutputSpan<UInt8>, _ capacity: Int
    ) -> Bool {
        letters < 2 || emit(group << UInt32(6 * (4 - letters)), letters - 1, &output, capacity)
    }

    private static func emit(
        _ word: UInt32, _ count: Int, _ output: inout OutputSpan<UInt8>, _ capacity: Int
    ) -> Bool {
        var shift: UInt32 = 16
        for _ in 0..<count {
            guard output.count < capacity else { return false }
            output.append(UInt8(truncatingIfNeeded: word >> shift))
            shift &-= 8
        }
        return true
    }

    private static let blank: UInt8 = 0x80
    private static let paddingValue: UInt8 = 0x81

    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, letter) in alphabet.utf8.enumerated() { table[Int(letter)] = UInt8(value) }
        for byte: UInt8 in [0x00, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20] { table[Int(byte)] = blank }
        table[0x3D] = paddingValue
        return table
    }()
}
