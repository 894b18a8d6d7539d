import Evidence

/// Tokens of host names and network addresses.
enum HostTokens {
    /// Writes a host name and each of its suffixes of two labels or more, then its last label.
    static func writeSuffixes(_ host: Span<UInt8>, _ section: TokenSection, into writer: inout TokenWriter) {
        writer.whole(section, "host:", host)
        var dots = 0
        var index = host.count - 1
        while index > 0, dots < 4 {
            if host[index] == 0x2E {
                dots += 1
                let suffix = host.extracting((index + 1)..<host.count)
                if dots == 1 { writer.whole(section, "tld:", suffix) } else { writer.whole(section, "domain:", suffix) }
            }
            index -= 1
        }
        if dots == 1 { writer.whole(section, "domain:", host) }
    }

    /// Writes an IPv4 address and the networks of 24 and 16 bits that it lies in.
    static func writeNetworks(_ address: Span<UInt8>, _ section: TokenSection, into writer: inout TokenWriter) {
        writer.whole(section, "ip:", address)
        var dots = 0
        for index in address.indices where address[index] == 0x2E {
            dots += 1
            if dots == 2 { writer.whole(section, "ip16:", address.extracting(0..<index)) }
            if dots == 3 { writer.whole(section, "ip24:", address.extracting(0..<index)) }
        }
    }

    /// Whether the text is four numbers with dots between.
    static func isIPv4(_ text: Span<UInt8>) -> Bool {
        guard text.count >= 7, text.count <= 15 else { return false }
        var dots = 0
        var digits = 0
        for index in text.indices {
            switch text[index] {
            case 0x30...0x39: digits += 1
            case 0x2E where digits > 0:
                dots += 1
                digits = 0
            default: return false
            }
        }
        return dots == 3 && digits > 0
    }

    /// Whether the text has a dot inside, a letter, and nothing that host names do not have.
    static func isHostLike(_ text: Span<UInt8>) -> Bool {
        var dot = false
        var letter = false
        for index in text.indices {
            switch text[index] {
            case 0x2E: if index > 0 && index + 1 < text.count { dot = true }
            case 0x41...0x5A, 0x61...0x7A: letter = true
            case 0x30...0x39, 0x2D, 0x5F: break
            default: return false
            }
        }
        return dot && letter
    }
}
