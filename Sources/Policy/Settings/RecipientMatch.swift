/// Which recipients are meant: one address, one domain, or a domain and all below it.
///
/// Everything is kept in lower case, of ASCII letters only.
public enum RecipientMatch: Hashable, Sendable {
    /// `user@example.org`
    case address([UInt8])
    /// `example.org`
    case domain([UInt8])
    /// `.example.org`: the domain and its subdomains; without the dot here.
    case domainAndBelow([UInt8])

    /// Reads one of the three forms; nil for anything else. A domain alone must have a dot in it: a bare name is
    /// most likely a user's, for whom the domain is missing.
    ///
    /// Complexity: O(n).
    public init?(_ text: String) {
        let bytes = text.utf8.map(RecipientTable.lower)
        if let at = bytes.lastIndex(of: UInt8(ascii: "@")) {
            let domain = bytes[(at + 1)...]
            guard Self.isLocalPart(bytes[..<at]), Self.isDomain(domain) || Self.isLiteral(domain) else { return nil }
            self = .address(bytes)
        } else if bytes.first == UInt8(ascii: ".") {
            guard Self.isDomain(bytes.dropFirst()) else { return nil }
            self = .domainAndBelow(Array(bytes.dropFirst()))
        } else {
            guard Self.isDomain(bytes[...]), bytes.contains(UInt8(ascii: ".")) else { return nil }
            self = .domain(bytes)
        }
    }

    private static func isLocalPart(_ bytes: ArraySlice<UInt8>) -> Bool {
        // A lone star is meant for "all of the domain", which the domain alone says.
        guard (1...256).contains(bytes.count), !bytes.elementsEqual("*".utf8) else { return false }
        let isQuoted = bytes.count > 2 && bytes.first == 0x22 && bytes.last == 0x22
        let banned: [UInt8] = isQuoted ? [0x7F] : [0x20, 0x22, 0x28, 0x29, 0x2C, 0x3A, 0x3B, 0x3C, 0x3E, 0x40, 0x7F]
        return bytes.allSatisfy { $0 >= 0x20 && !banned.contains($0) }
    }

    /// Labels of letters, digits, hyphens, underscores and UTF-8, divided by dots.
    private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard (1...253).contains(bytes.count) else { return false }
        return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy(isLabelByte)
        }
    }

    /// `[192.0.2.1]`, `[ipv6:2001:db8::1]`.
    private static func isLiteral(_ bytes: ArraySlice<UInt8>) -> Bool {
        (4...64).contains(bytes.count) && bytes.first == UInt8(ascii: "[") && bytes.last == UInt8(ascii: "]")
            && bytes.dropFirst().dropLast().allSatisfy {
                isLabelByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":")
            }
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), 0x80...: true
        default: false
        }
    }
}

extension RecipientMatch: CustomStringConvertible {
    /// The form it was read from, in lower case.
    public var description: String {
        switch self {
        case .address(let bytes), .domain(let bytes): String(decoding: bytes, as: UTF8.self)
        case .domainAndBelow(let bytes): "." + String(decoding: bytes, as: UTF8.self)
        }
    }
}
