/// RAR archives with one stored file: no program that makes RAR is free.
///
/// Source: RARLAB's technotes for version 4 and 5.
public enum RARArchive {
    /// An archive of version 4.
    public static func version4(_ name: String, _ contents: [UInt8]) -> [UInt8] {
        let name = Array(name.utf8)
        let end = block4([0x7B] + little(0x4000, 2) + little(7, 2))
        let main = block4([0x73] + little(0, 2) + little(13, 2) + little(0, 6))
        let head =
            [0x74] + little(0x8000, 2) + little(32 + name.count, 2) + little(contents.count, 4)
            + little(contents.count, 4) + [3] + little(Int(CRC32.sum(contents)), 4) + little(0, 4) + [20, 0x30]
            + little(name.count, 2) + little(0o100644, 4) + name
        return [0x52, 0x61, 0x72, 0x21, 0x1A, 0x07, 0x00] + main + block4(head) + contents + end
    }

    /// An archive of version 5.
    public static func version5(_ name: String, _ contents: [UInt8]) -> [UInt8] {
        let name = Array(name.utf8)
        let main = block5([1, 0, 0])
        let file = block5(
            [2, 2] + variable(contents.count) + [4] + variable(contents.count) + variable(0o100644)
                + little(Int(CRC32.sum(contents)), 4) + [0, 1] + variable(name.count) + name)
        return [0x52, 0x61, 0x72, 0x21, 0x1A, 0x07, 0x01, 0x00] + main + file + contents + block5([5, 0, 0])
    }

    private static func block4(_ header: [UInt8]) -> [UInt8] { little(Int(CRC32.sum(header) & 0xFFFF), 2) + header }

    private static func block5(_ header: [UInt8]) -> [UInt8] {
        let sized = variable(header.count) + header
        return little(Int(CRC32.sum(sized)), 4) + sized
    }

    private static func variable(_ number: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = number
        repeat {
            bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
            rest >>= 7
        } while rest > 0
        return bytes
    }
}
