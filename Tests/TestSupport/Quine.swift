/// Archives that unpack to themselves.
///
/// What is packed is a program of two instructions: write what follows, and write again what was written last. It writes
/// the archive's head, itself and the archive's end.
///
/// Source: Russ Cox, "Zip Files All The Way Down", 2010.
public enum Quine {
    /// A gzip file, `r.gz`, in which there is itself.
    public static func gzip() -> [UInt8] {
        solved { checksum, salt in
            let head = [0x1F, 0x8B, 8, 8] + little(salt, 4) + [0, 3] + Array("r.gz".utf8) + [0]
            func file(_ byteCount: Int) -> [UInt8] {
                program(head: head, end: write(0) + lastBlock + little(checksum, 4) + little(byteCount, 4))
            }
            return file(file(0).count)
        }
    }

    /// A zip archive in which there is one file, `r.zip`: itself.
    public static func zip() -> [UInt8] {
        let name = Array("r.zip".utf8)
        return solved { checksum, salt in
            func file(_ byteCount: Int) -> [UInt8] {
                let packed = byteCount - partBytes - (partBytes - lastBlock.count)
                let common =
                    little(0, 2) + little(8, 2) + little(salt, 4) + little(checksum, 4) + little(packed, 4)
                    + little(byteCount, 4) + little(name.count, 2)
                // A field for what nobody knows, and a comment, fill both parts up.
                let extra = partBytes - 30 - name.count
                let head =
                    [0x50, 0x4B, 3, 4] + little(20, 2) + common + little(extra, 2) + name + little(0x7474, 2)
                    + little(extra - 4, 2) + little(0, extra - 4)
                let entry =
                    [0x50, 0x4B, 1, 2] + little(20, 2) + little(20, 2) + common + little(0, 16) + name
                let comment = partBytes - lastBlock.count - entry.count - 22
                let end =
                    lastBlock + entry + [0x50, 0x4B, 5, 6] + little(0, 4) + little(1, 2) + little(1, 2)
                    + little(entry.count, 4) + little(byteCount - partBytes + lastBlock.count, 4)
                    + little(comment, 2) + little(0, comment)
                return program(head: head, end: end)
            }
            return file(file(0).count)
        }
    }

    /// The bytes of a zip's head, and of its end: with an instruction of five bytes what the longest copy copies.
    private static let partBytes = 253

    /// An empty block.
    private static let lastBlock: [UInt8] = [3, 0]

    /// The head, the program and the end.
    private static func program(head: [UInt8], end: [UInt8]) -> [UInt8] {
        let (first, last) = (head.count + 5, end.count + 5)
        var file = head
        file += write(first) + head + write(first)
        file += again(first)
        file += write(5) + again(first)
        file += write(5) + write(5)
        file += write(20) + again(first) + write(5) + write(5) + write(20)
        file += again(20)
        file += write(20) + again(20) + write(20) + again(20) + write(20)
        file += again(20)
        file += write(20) + again(20) + write(0) + write(0) + write(last)
        file += again(20)
        file += write(0) + write(0)
        file += write(last) + again(last) + end
        file += again(last)
        return file + end
    }

    /// Writes the next bytes: a stored block, whose head has five bytes.
    private static func write(_ count: Int) -> [UInt8] { [0] + little(count, 2) + little(~count, 2) }

    /// Writes the last 20 or 258 bytes again, in five bytes.
    private static func again(_ count: Int) -> [UInt8] {
        var block = DeflateBlock(isLast: false)
        if count == 20 {
            block.copy(10, from: 20)
            block.copy(10, from: 20)
            block.end()
        } else {
            block.copy(count, from: count)
            block.end()
            block.begin(isLast: false)
            block.end()
        }
        precondition(block.bitCount == 40, "an instruction has five bytes")
        return block.bytes
    }

    /// The file that holds its own check sum: each bit of the sum in the file turns certain bits of the file's sum, so the
    /// sum is the solution of 32 equations. Where there is none, the salt is changed.
    private static func solved(_ file: (_ checksum: Int, _ salt: Int) -> [UInt8]) -> [UInt8] {
        for salt in 0..<1_000 {
            let base = CRC32.sum(file(0, salt))
            // A row for each bit: the bits of the sum in the file that turn it, and above them what it is without.
            var rows: [UInt64] = (0..<32).map { bit -> UInt64 in
                let known = UInt64(base >> UInt32(bit) & 1)
                return known << 32 | 1 << UInt64(bit)
            }
            for column in 0..<32 {
                let turned = CRC32.sum(file(1 << column, salt)) ^ base
                for bit in 0..<32 where turned >> UInt32(bit) & 1 == 1 { rows[bit] ^= 1 << UInt64(column) }
            }
            guard reduce(&rows) else { continue }
            var checksum = 0
            for bit in 0..<32 where rows[bit] >> 32 & 1 == 1 { checksum |= 1 << bit }
            return file(checksum, salt)
        }
        preconditionFailure("one salt in three has a solution")
    }

    /// Gauss's elimination over bits; false where there is not one solution.
    private static func reduce(_ rows: inout [UInt64]) -> Bool {
        for column in 0..<32 {
            guard let pivot = (column..<32).first(where: { rows[$0] >> UInt64(column) & 1 == 1 }) else { return false }
            rows.swapAt(column, pivot)
            for row in 0..<32 where row != column && rows[row] >> UInt64(column) & 1 == 1 { rows[row] ^= rows[column] }
        }
        return true
    }
}
