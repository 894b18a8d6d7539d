/// ACE archives with stored files: no program that makes ACE is to be had.
///
/// Source: acefile's description of the format.
public enum ACEArchive {
    /// An archive of version 1.
    public static func stored(_ files: [(name: String, contents: [UInt8])], isEncrypted: Bool = false) -> [UInt8] {
        let mark = Array("**ACE**".utf8)
        var archive = header([0] + little(0, 2) + mark + [10, 10, 2, 0] + little(0, 4) + little(0, 8))
        for (name, contents) in files {
            let name = Array(name.utf8)
            let size = little(contents.count, 4)
            archive += header(
                [1] + little(isEncrypted ? 0x4001 : 1, 2) + size + size + little(0, 4) + little(0x20, 4)
                    + little(sum(contents), 4) + [0, 3] + little(10, 2) + little(0, 2) + little(name.count, 2) + name)
            archive += contents
        }
        return archive
    }

    private static func header(_ bytes: [UInt8]) -> [UInt8] {
        little(sum(bytes) & 0xFFFF, 2) + little(bytes.count, 2) + bytes
    }

    private static func sum(_ bytes: [UInt8]) -> Int { Int(CRC32.sum(bytes, complement: false)) }
}
