import CIDN2
import Glibc

/// Host names with letters beyond ASCII and their encoded form, as browsers turn one into the other.
///
/// Source: RFC 5890 §2.3.2, UTS 46.
enum InternationalHost {
    /// Bytes of the longest name that is converted; the longest that has an encoded form is well below.
    private static let longestName = 1_024

    /// The encoded form, `xn--…` for each label that needs it: letters folded, full-width ones made ASCII; nil where
    /// there is none.
    ///
    /// - Complexity: O(n), at most 1,024 bytes.
    static func ascii(_ host: Span<UInt8>) -> [UInt8]? {
        converted(host) { idn2_to_ascii_8z($0, $1, Int32(bitPattern: IDN2_NONTRANSITIONAL.rawValue)) }
    }

    /// The name in Unicode of an encoded one; nil where it is not valid.
    ///
    /// - Complexity: O(n), at most 1,024 bytes.
    static func unicode(_ host: Span<UInt8>) -> [UInt8]? {
        converted(host) { idn2_to_unicode_8z8z($0, $1, Int32(bitPattern: IDN2_NONTRANSITIONAL.rawValue)) }
    }

    /// Whether a label of an ASCII name, in lower case, is encoded.
    static func isEncoded(_ host: Span<UInt8>) -> Bool {
        var label = 0
        for index in host.indices {
            if index - label == 4, host[label] == 0x78, host[label + 1] == 0x6E, host[label + 2] == 0x2D,
                host[label + 3] == 0x2D
            {
                return true
            }
            if host[index] == 0x2E { label = index + 1 }
        }
        return false
    }

    private static func converted(
        _ host: Span<UInt8>,
        _ convert: (UnsafePointer<CChar>, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
    ) -> [UInt8]? {
        guard host.count > 0, host.count <= longestName, ByteScan.firstIndex(of: 0, in: host) == nil else { return nil }
        var name = host.withUnsafeBufferPointer { $0.map { CChar(bitPattern: $0) } }
        name.append(0)
        var result: UnsafeMutablePointer<CChar>?
        guard convert(name, &result) == IDN2_OK.rawValue, let result else { return nil }
        defer { idn2_free(result) }
        let bytes = UnsafeBufferPointer(start: result, count: strlen(result)).map { UInt8(bitPattern: $0) }
        return bytes.isEmpty ? nil : bytes
    }
}
