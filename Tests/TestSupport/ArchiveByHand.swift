/// Archives of formats that Debian has no packer for, written byte by byte, with nothing compressed.
public enum ArchiveByHand {
    /// A cabinet with one file.
    ///
    /// Source: [MS-CAB] §2.
    public static func cab(_ bytes: [UInt8], name: String) -> [UInt8] {
        let file = little(bytes.count, 4) + little(0, 4) + little(0, 2) + little(0, 6) + Array(name.utf8) + [0]
        let (header, folder) = (36, 8)
        let data = header + folder + file.count + 8
        return Array("MSCF".utf8) + little(0, 4) + little(data + bytes.count, 4) + little(0, 4)
            + little(header + folder, 4) + little(0, 4) + [3, 1] + little(1, 2) + little(1, 2) + little(0, 2)
            + little(0, 4) + little(header + folder + file.count, 4) + little(1, 2) + little(0, 2) + file
            + little(0, 4) + little(bytes.count, 2) + little(bytes.count, 2) + bytes
    }

    /// An LHA archive with one file, its header of level 0.
    public static func lha(_ bytes: [UInt8], name: String) -> [UInt8] {
        let rest =
            Array("-lh0-".utf8) + little(bytes.count, 4) + little(bytes.count, 4) + little(0, 4) + [0x20, 0]
            + [UInt8(name.utf8.count)] + Array(name.utf8) + little(Int(crc16(bytes)), 2)
        return [UInt8(rest.count), rest.reduce(0, &+)] + rest + bytes + [0]
    }

    /// A XAR archive with one file.
    public static func xar(_ bytes: [UInt8], name: String) -> [UInt8] {
        let contents = """
            <?xml version="1.0" encoding="UTF-8"?><xar><toc><checksum style="none"><offset>0</offset><size>0</size>\
            </checksum><file id="1"><data><length>\(bytes.count)</length><offset>0</offset><size>\(bytes.count)</size>\
            <encoding style="application/octet-stream"/></data><type>file</type><name>\(name)</name></file></toc></xar>
            """
        let compressed = zlib(Array(contents.utf8))
        return Array("xar!".utf8) + big(28, 2) + big(1, 2) + big(compressed.count, 8) + big(contents.utf8.count, 8)
            + big(0, 4) + compressed + bytes
    }

    /// A PDF with an attached file, as it is or in zlib's form.
    public static func pdf(_ bytes: [UInt8], name: String, isDeflated: Bool) -> [UInt8] {
        let body = isDeflated ? zlib(bytes) : bytes
        let filter = isDeflated ? " /Filter /FlateDecode" : ""
        var file = Array("%PDF-1.7\n".utf8)
        var offsets: [Int] = []
        for (number, object) in [
            "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(\(name)) 4 0 R] >> >> >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
            "<< /Type /Filespec /F (\(name)) /EF << /F 5 0 R >> >>",
            "<< /Type /EmbeddedFile /Length \(body.count)\(filter) >>",
        ].enumerated() {
            offsets.append(file.count)
            file += Array("\(number + 1) 0 obj\n\(object)\n".utf8)
            if number == 4 { file += Array("stream\n".utf8) + body + Array("\nendstream\n".utf8) }
            file += Array("endobj\n".utf8)
        }
        let table = file.count
        file += Array("xref\n0 6\n0000000000 65535 f \n".utf8)
        for offset in offsets {
            let digits = String(offset)
            file += Array((String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n").utf8)
        }
        return file + Array("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n".utf8)
    }

    /// zlib's form with blocks that are stored.
    ///
    /// Source: RFC 1950 §2.2, RFC 1951 §3.2.4.
    public static func zlib(_ bytes: [UInt8]) -> [UInt8] {
        var (low, high) = (1, 0)
        for byte in bytes {
            low = (low + Int(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return [0x78, 0x01] + storedBlocks(bytes) + big(high << 16 | low, 4)
    }

    private static func storedBlocks(_ bytes: [UInt8]) -> [UInt8] {
        stride(from: 0, to: max(bytes.count, 1), by: 65_535).flatMap { start in
            let block = bytes[start..<min(start + 65_535, bytes.count)]
            let isLast = start + 65_535 >= bytes.count
            return [isLast ? 1 : 0] + little(block.count, 2) + little(~block.count, 2) + block
        }
    }

    private static func crc16(_ bytes: [UInt8]) -> UInt16 {
        bytes.reduce(0) { register, byte in
            (0..<8).reduce(register ^ UInt16(byte)) { register, _ in
                register >> 1 ^ (register & 1 == 1 ? 0xA001 : 0)
            }
        }
    }

    private static func big(_ number: Int, _ width: Int) -> [UInt8] { little(number, width).reversed() }
}
