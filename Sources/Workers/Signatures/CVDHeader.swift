/// The head of one of ClamAV's own signature files (`daily.cvd`, `daily.cld`): which version it is and when it was made.
///
/// 512 bytes: fields with colons between, then spaces; read here so that nobody loads a gigabyte to see how old it is.
///
///     ClamAV-VDB:27 Nov 2026 08-30 -0500:27801:2076543:90:0123…:Abc…:builder:1795786200
///
/// Source: libclamav's `cl_cvdparse` (cvd.c).
struct CVDHeader: Hashable, Sendable {
    /// The version of the file.
    let version: Int
    /// How many signatures it says it has.
    let signatureCount: Int
    /// When it was made, in seconds since 1970; nil in files older than that field.
    let time: Int?

    /// The bytes of a file that are its header.
    static let byteCount = 512

    /// Reads the first bytes of a file.
    ///
    /// - Returns: nil if they are no header; any bytes may come.
    init?(_ bytes: Span<UInt8>) {
        var fields: [[UInt8]] = [[]]
        for index in 0..<min(bytes.count, Self.byteCount) {
            if bytes[index] == UInt8(ascii: ":") {
                fields.append([])
            } else {
                fields[fields.count - 1].append(bytes[index])
            }
        }
        guard bytes.count >= Self.byteCount, fields.count >= 8, fields[0] == Array("ClamAV-VDB".utf8),
            let version = Self.number(fields[2]), let count = Self.number(fields[3])
        else { return nil }
        self.version = version
        signatureCount = count
        time = fields.count > 8 ? Self.number(fields[8]) : nil
    }

    /// Digits, and the spaces that the last field is filled up with.
    private static func number(_ field: [UInt8]) -> Int? {
        var field = field[...]
        while let last = field.last, last == 0x20 || last == 0x0A { field.removeLast() }
        guard !field.isEmpty, field.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(String(decoding: field, as: UTF8.self))
    }
}
