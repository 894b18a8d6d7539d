/// What a gzip file says before its data.
enum GzipHeader {
    /// The name of the file in it; nil if it is no gzip file or has none.
    ///
    /// Source: RFC 1952 §2.3.
    static func fileName(in file: Span<UInt8>) -> String? {
        guard file.count > 10, file[0] == 0x1F, file[1] == 0x8B, file[3] & 8 != 0 else { return nil }
        let start = file[3] & 4 == 0 ? 10 : 12 + file.littleEndian(at: 10, 2)
        guard start < file.count else { return nil }
        // One without an end must not become a name as long as the file.
        let end = min(file.count, start + 65_536)
        let bytes = (start..<end).prefix { file[$0] != 0 }.map { file[$0] }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
