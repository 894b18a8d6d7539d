/// An image of a CD, as its first descriptor tells.
///
/// QUIRK: libclamav calls one clean of which so much is missing that it cannot read its folders.
enum ISOImage {
    private static let firstDescriptor = 0x8000
    private static let descriptorBytes = 2_048
    /// Descriptors that are looked at: one for starting from it may stand before.
    private static let descriptors = 16

    /// Whether there is less of it than it says.
    ///
    /// Source: ECMA-119 §8.4.
    static func isCut(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        (0..<descriptors).contains { isCut(bytes, at: firstDescriptor + $0 * descriptorBytes) }
    }

    private static func isCut(_ bytes: UnsafeBufferPointer<UInt8>, at descriptor: Int) -> Bool {
        guard bytes.count >= descriptor + descriptorBytes, bytes[descriptor] == 1,
            bytes[(descriptor + 1)...].starts(with: Array("CD001".utf8))
        else { return false }
        func number(_ offset: Int, _ width: Int) -> Int {
            (0..<width).reduce(0) { $0 | Int(bytes[descriptor + offset + $1]) << (8 * $1) }
        }
        return number(80, 4) * number(128, 2) > bytes.count
    }
}
