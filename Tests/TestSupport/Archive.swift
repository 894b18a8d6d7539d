/// Zip files as tests need them: right, encrypted, or lying about what is in them.
public struct Archive {
    /// One file of the archive.
    public struct Member {
        /// Its name.
        public var name: String
        /// The bytes as they stand in the archive.
        public var stored: [UInt8]
        /// The size that the archive gives for it.
        public var announcedBytes: Int
        /// 0: stored, 8: deflated.
        public var method: UInt16 = 0
        /// Whether it says that it is encrypted.
        public var isEncrypted = false

        /// A file as it stands in the archive.
        public init(
            name: String, stored: [UInt8], announcedBytes: Int, method: UInt16 = 0, isEncrypted: Bool = false
        ) {
            self.name = name
            self.stored = stored
            self.announcedBytes = announcedBytes
            self.method = method
            self.isEncrypted = isEncrypted
        }

        /// A file that is stored as it is.
        public static func plain(_ name: String, _ bytes: [UInt8]) -> Member {
            Member(name: name, stored: bytes, announcedBytes: bytes.count)
        }

        /// A file that says it is encrypted; nobody can look into it, so any bytes will do.
        public static func encrypted(_ name: String) -> Member {
            Member(name: name, stored: (0..<80).map { $0 &* 37 }, announcedBytes: 68, isEncrypted: true)
        }

        /// Zeros, deflated to a twentieth of a percent.
        public static func zeros(_ name: String, count: Int, announced: Int? = nil) -> Member {
            Member(name: name, stored: deflatedZeros(count), announcedBytes: announced ?? count, method: 8)
        }
    }

    /// The archive's bytes.
    public static func zip(_ members: [Member]) -> [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for member in members {
            let offset = file.count
            let common =
                little(member.isEncrypted ? 1 : 0, 2) + little(Int(member.method), 2) + little(0, 4) + little(0, 4)
                + little(member.stored.count, 4) + little(member.announcedBytes, 4) + little(member.name.utf8.count, 2)
                + little(0, 2)
            file += [0x50, 0x4B, 3, 4] + little(20, 2) + common + Array(member.name.utf8) + member.stored
            directory += [0x50, 0x4B, 1, 2] + little(20, 2) + little(20, 2) + common + little(0, 10)
            directory += little(offset, 4) + Array(member.name.utf8)
        }
        let start = file.count
        return file + directory + [0x50, 0x4B, 5, 6] + little(0, 4) + little(members.count, 2)
            + little(members.count, 2) + little(directory.count, 4) + little(start, 4) + little(0, 2)
    }

    /// `bytes` in a zip in a zip…, `depth` times.
    public static func nested(_ bytes: [UInt8], depth: Int) -> [UInt8] {
        (0..<depth).reduce(bytes) { inner, level in zip([.plain("level\(level).zip", inner)]) }
    }

    /// A zero, then copies of 258 bytes from one byte back.
    private static func deflatedZeros(_ count: Int) -> [UInt8] {
        var block = DeflateBlock(isLast: true)
        block.literal(0)
        for _ in 0..<(count / 258) { block.copy(258, from: 1) }
        block.end()
        return block.bytes
    }
}
