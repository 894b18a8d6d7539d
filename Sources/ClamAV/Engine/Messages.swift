import Glibc

/// What libclamav said during one scan or load.
final class Messages {
    /// The first error, made safe for log and header; nil if there was none.
    private(set) var firstError: String?
    /// How many errors there were.
    private(set) var errorCount = 0
    /// The first warning.
    private(set) var firstWarning: String?

    /// Bytes of a message that are kept.
    private static let keptBytes = 200

    func addError(_ message: UnsafePointer<CChar>) {
        errorCount += 1
        if firstError == nil { firstError = Self.printable(message) }
    }

    func addWarning(_ message: UnsafePointer<CChar>) {
        if firstWarning == nil { firstWarning = Self.printable(message) }
    }

    /// A C string as printable ASCII on one line: messages and names may hold what an attacker wrote.
    static func printable(_ text: UnsafePointer<CChar>) -> String {
        var bytes: [UInt8] = []
        var next = text
        while next.pointee != 0, bytes.count < keptBytes {
            let byte = UInt8(bitPattern: next.pointee)
            bytes.append(byte >= 0x20 && byte < 0x7F ? byte : byte == 0x0A ? 0x20 : 0x3F)
            next += 1
        }
        while bytes.last == 0x20 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
