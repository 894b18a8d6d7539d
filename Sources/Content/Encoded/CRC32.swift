/// The cyclic redundancy check of yEnc and of compressed RTF: polynomial 0x04C11DB7, lowest bit first.
///
/// Source: ISO 3309; the two differ in what they begin and end with.
struct CRC32 {
    private(set) var register: UInt32

    /// Begins with a register of all ones, as yEnc does.
    init(register: UInt32 = .max) {
        self.register = register
    }

    /// Takes bytes.
    mutating func update(_ bytes: Span<UInt8>) {
        let table = Self.table.span
        for index in 0..<bytes.count {
            register = register >> 8 ^ table[Int((register ^ UInt32(bytes[index])) & 0xFF)]
        }
    }

    /// The checksum of yEnc: the register's complement.
    static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
        var crc = CRC32()
        crc.update(bytes)
        return ~crc.register
    }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
}
