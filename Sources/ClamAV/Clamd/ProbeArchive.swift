/// Small files that a scanner is tried with.
///
/// Source: PKWARE APPNOTE §4.3.7, §4.3.12, §4.3.16.
enum ProbeArchive {
    /// A zip with one file in it that needs a password.
    static let encrypted = zip((0..<40).map { UInt8($0 * 5) }, isEncrypted: true)

    /// Zips in zips, deeper than clamd needs to go: `MaxRecursion` is 17 where nothing else is said.
    static let deep = (0..<110).reduce([UInt8]("deep".utf8)) { inner, _ in zip(inner) }

    /// A RAR (version 4) with one file in it that needs a password.
    static let encryptedRAR: [UInt8] =
        [
            0x52, 0x61, 0x72, 0x21, 0x1A, 0x07, 0x00, 0xCF, 0x90, 0x73, 0, 0, 13, 0, 0, 0, 0, 0, 0, 0,
            0x4D, 0xB2, 0x74, 0x04, 0x80, 33, 0, 32, 0, 0, 0, 32, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 29, 0x30, 1, 0,
            0xA4, 0x81, 0, 0, 0x61,
        ] + (0..<32).map { UInt8($0 * 5) } + [0xC4, 0x3D, 0x7B, 0, 0x40, 7, 0]

    /// A zip that holds `content` as it is.
    static func zip(_ content: [UInt8], isEncrypted: Bool = false) -> [UInt8] {
        let name = [UInt8]("a".utf8)
        let common =
            [isEncrypted ? 1 : 0, 0, 0, 0] + little(0, 8) + little(content.count, 4) + little(content.count, 4)
            + little(name.count, 2) + little(0, 2)
        let file = [0x50, 0x4B, 3, 4, 20, 0] + common + name + content
        let directory = [0x50, 0x4B, 1, 2, 20, 0, 20, 0] + common + little(0, 14) + name
        return file + directory + [0x50, 0x4B, 5, 6] + little(0, 4) + little(1, 2) + little(1, 2)
            + little(directory.count, 4) + little(file.count, 4) + little(0, 2)
    }

    /// A mail with `content` in quoted-printable, each byte encoded.
    static func mail(_ content: [UInt8]) -> [UInt8] {
        let head =
            "Received: from canary\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\n"
            + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        let digits = [UInt8]("0123456789ABCDEF".utf8)
        return head.utf8 + content.flatMap { [0x3D, digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    private static func little(_ number: Int, _ width: Int) -> [UInt8] {
        (0..<width).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> (8 * $0)) : 0 }
    }
}
