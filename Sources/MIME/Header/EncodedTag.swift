/// The Subject tag in the form that may stand in a header.
///
/// Source: RFC 2047 §2, §4.2.
enum EncodedTag {
    /// The tag as it is if it is printable ASCII and holds no encoded word, else as encoded words of UTF-8. A space
    /// that parts it from an encoded word after it stands within the last word, for readers drop the one between.
    static func bytes(of tag: [UInt8], isBeforeEncodedWord: Bool) -> [UInt8] {
        let isPlain = tag.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !holdsEncodedWord(tag)
        if isPlain { return tag }
        let text = isBeforeEncodedWord ? tag + [Byte.space] : tag
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        for character in String(decoding: text, as: UTF8.self) {
            // A word has 75 bytes at most, 12 of them `=?utf-8?q?` and `?=`, and holds whole characters.
            let encoded = character.utf8.flatMap(encode)
            if word.count + encoded.count > 63, !word.isEmpty {
                words.append(word)
                word = []
            }
            word += encoded
        }
        words.append(word)
        return Array(words.map { Array("=?utf-8?q?".utf8) + $0 + Array("?=".utf8) }.joined(separator: [Byte.space]))
    }

    static func holdsEncodedWord(_ bytes: some Collection<UInt8>) -> Bool {
        zip(bytes, bytes.dropFirst()).contains { $0 == 0x3D && $1 == 0x3F }
    }

    private static func encode(_ byte: UInt8) -> [UInt8] {
        switch byte {
        case 0x20: return [0x5F]
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x21, 0x2A, 0x2B, 0x2D, 0x2F: return [byte]
        default:
            let digits = Array("0123456789ABCDEF".utf8)
            return [0x3D, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
}
