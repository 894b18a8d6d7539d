/// `bytes` in base64, in lines.
func encodedBase64(_ bytes: [UInt8]) -> [UInt8] {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var encoded: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        let word = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
        for digit in 0...group.count { encoded.append(letters[Int(word >> (18 - 6 * UInt32(digit)) & 63)]) }
        encoded += [UInt8](repeating: 0x3D, count: 3 - group.count)
        if encoded.count % 77 == 76 { encoded.append(0x0A) }
    }
    return encoded
}
