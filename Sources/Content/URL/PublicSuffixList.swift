import CPSL
import Glibc

/// The public suffix list: below which names anyone can register one (`com`, `co.uk`, `github.io`).
///
/// `@unchecked Sendable`: libpsl only reads the list once it is loaded.
struct PublicSuffixList: @unchecked Sendable {
    /// The newest list of this system: its file, or the one that was built into libpsl. Loaded at the first use, which
    /// must be before the cage closes, and never freed.
    static let shared = PublicSuffixList()

    private let list: OpaquePointer?

    /// Bytes of the longest name that is looked up (RFC 1035 §2.3.4).
    private static let longestName = 253

    private init() {
        list = psl_latest(nil)
    }

    /// Whether a top domain, in lower case, is in the list by name.
    ///
    /// - Complexity: O(n), at most 63 bytes.
    func lists(_ label: Span<UInt8>) -> Bool {
        guard let list, label.count > 0, label.count <= 63 else { return false }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: label.count + 1) { name in
            for index in 0..<label.count {
                guard label[index] > 0x20, label[index] < 0x7F else { return false }
                name[index] = CChar(bitPattern: label[index])
            }
            name[label.count] = 0
            guard let base = name.baseAddress else { return false }
            return psl_is_public_suffix2(list, base, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE) != 0
        }
    }

    /// Where in a host name its registrable domain begins: `example.co.uk` in `www.example.co.uk`.
    ///
    /// - Parameter host: A name in lower case and ASCII, no address.
    /// - Returns: nil where it has none: a public suffix itself, one label, or longer than names are.
    /// - Complexity: O(n × labels), at most 253 bytes.
    func registrableStart(of host: Span<UInt8>) -> Int? {
        guard let list, host.count > 0, host.count <= Self.longestName, host[0] != 0x2E else { return nil }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: host.count + 1) { name -> Int? in
            for index in 0..<host.count {
                guard host[index] > 0x20, host[index] < 0x7F else { return nil }
                name[index] = CChar(bitPattern: host[index])
            }
            name[host.count] = 0
            guard let base = name.baseAddress, let domain = psl_registrable_domain(list, base) else { return nil }
            // It points into the name.
            let start = host.count - strlen(domain)
            return start >= 0 ? start : nil
        }
    }
}
