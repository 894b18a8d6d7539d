import Glibc

/// A range of network addresses: `192.0.2.0/24`, `2001:db8::/32`, or one address.
///
/// Source: RFC 4632 §3.1, RFC 4291 §2.3.
public struct AddressRange: Hashable, Sendable {
    /// The first address, in network order: 4 octets or 16. Bits behind the prefix are 0.
    private let octets: [UInt8]
    private let prefixLength: Int

    /// Reads the written form, also with the address in brackets; nil if it is none, or if bits are set behind the
    /// prefix, for then the two halves do not mean the same.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let octets = Self.octets(of: parts[0]) else { return nil }
        var prefixLength = octets.count * 8
        if parts.count == 2 {
            guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let length = Int(parts[1]), length <= prefixLength
            else { return nil }
            prefixLength = length
        }
        self.octets = octets
        self.prefixLength = prefixLength
        guard contains(octets) else { return nil }
    }

    /// Whether the address lies within. An IPv4 address that was mapped into IPv6 (`::ffff:192.0.2.1`) counts as
    /// what it is.
    public func contains(_ address: String) -> Bool {
        [self].containsAddress(address)
    }

    fileprivate func contains(_ address: [UInt8]) -> Bool {
        guard octets.count == address.count else { return false }
        return octets.indices.allSatisfy { index in
            let bits = min(8, max(0, prefixLength - index * 8))
            return octets[index] == (bits == 0 ? 0 : address[index] & (0xFF << (8 - bits)))
        }
    }

    fileprivate static func octets(of text: Substring) -> [UInt8]? {
        var text = String(text)
        if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
        guard !text.utf8.contains(0) else { return nil }
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        var six = in6_addr()
        if inet_pton(AF_INET6, text, &six) == 1 { return withUnsafeBytes(of: six) { Array($0) } }
        return nil
    }
}

extension [AddressRange] {
    /// Whether the address lies within one of them; one that was mapped into IPv6 counts as what it is.
    ///
    /// - Complexity: O(n) in their number.
    public func containsAddress(_ address: String) -> Bool {
        guard var octets = AddressRange.octets(of: address[...]) else { return false }
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        let whole = octets
        if octets.count == 16, octets.starts(with: mapped) { octets.removeFirst(12) }
        return contains { $0.contains(octets) || octets.count != whole.count && $0.contains(whole) }
    }
}

extension AddressRange: CustomStringConvertible {
    /// The written form, which ``init(_:)`` reads back; without `/n` for one address.
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = octets.count == 4 ? AF_INET : AF_INET6
        _ = octets.withUnsafeBytes { inet_ntop(family, $0.baseAddress, &text, socklen_t(text.count)) }
        let address = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return prefixLength == octets.count * 8 ? address : "\(address)/\(prefixLength)"
    }
}
