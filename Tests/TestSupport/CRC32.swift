/// The check sum of zip, gzip, RAR and yEnc; bit by bit, other than the program's.
///
/// Source: ITU-T V.42 §8.1.1.6.2.
public enum CRC32 {
    /// The sum of bytes.
    public static func sum(_ bytes: [UInt8], register: UInt32 = .max, complement: Bool = true) -> UInt32 {
        var register = register
        for byte in bytes {
            register ^= UInt32(byte)
            for _ in 0..<8 { register = register >> 1 ^ (register & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        return complement ? ~register : register
    }
}
