/// Addresses within attributes that hold more than one address.
enum HTMLAddresses {
    /// The address that `<meta http-equiv=refresh content="0; url=…">` goes to; empty where it goes nowhere else.
    ///
    /// - Complexity: O(n).
    /// Source: HTML, "shared declarative refresh steps".
    static func refresh(_ content: Span<UInt8>) -> [UInt8] {
        var index = 0
        while index < content.count, content[index] <= 0x20 || content[index] == 0x2E || isDigit(content[index]) {
            index += 1
        }
        while index < content.count, content[index] <= 0x20 || content[index] == 0x3B || content[index] == 0x2C {
            index += 1
        }
        if content.count - index > 3, ASCII.lower(content[index]) == 0x75, ASCII.lower(content[index + 1]) == 0x72,
            ASCII.lower(content[index + 2]) == 0x6C
        {
            var value = index + 3
            while value < content.count, content[value] <= 0x20 { value += 1 }
            if value < content.count, content[value] == 0x3D { index = value + 1 }
        }
        var address: [UInt8] = []
        while index < content.count {
            let byte = content[index]
            if address.isEmpty, byte <= 0x20 {
                index += 1
                continue
            }
            if byte != 0x22, byte != 0x27 { address.append(byte) } else if !address.isEmpty { break }
            index += 1
        }
        return address
    }

    /// The addresses of a `srcset`: `a.png 1x, b.png 2x`.
    ///
    /// - Complexity: O(n).
    static func sourceSet(_ value: Span<UInt8>) -> [[UInt8]] {
        var addresses: [[UInt8]] = []
        var index = 0
        while index < value.count {
            while index < value.count, value[index] <= 0x20 || value[index] == 0x2C { index += 1 }
            var address: [UInt8] = []
            while index < value.count, value[index] > 0x20 {
                address.append(value[index])
                index += 1
            }
            let hasNoDescriptor = address.last == 0x2C
            while address.last == 0x2C { address.removeLast() }
            if !address.isEmpty { addresses.append(address) }
            if hasNoDescriptor { continue }
            while index < value.count, value[index] != 0x2C { index += 1 }
        }
        return addresses
    }

    /// A relative address as one that is absolute by the page's `<base href>`.
    ///
    /// - Parameter base: An absolute URL of the Web.
    /// - Complexity: O(n).
    /// Source: RFC 3986 §5.2, without the removal of dots.
    static func resolved(_ address: [UInt8], by base: [UInt8]) -> [UInt8] {
        let path = URLParts(base.span).path
        if address.first == 0x2F { return Array(base[..<path.lowerBound]) + address }
        let folder = base[path].lastIndex(of: 0x2F).map { $0 + 1 } ?? path.lowerBound
        return Array(base[..<folder]) + (folder == path.lowerBound ? [0x2F] : []) + address
    }

    /// Whether an address is one of the page's own place: it has no scheme and no host.
    static func isRelative(_ address: [UInt8]) -> Bool {
        guard let first = address.first, first != 0x23, first != 0x5C, first > 0x20 else { return false }
        if first == 0x2F { return address.count < 2 || address[1] != 0x2F && address[1] != 0x5C }
        for byte in address {
            if byte == 0x3A { return false }
            if !ASCII.isAlphanumeric(byte), byte != 0x2B, byte != 0x2D, byte != 0x2E { return true }
        }
        return true
    }

    /// Whether an address has this scheme, as browsers read it: after white space, and with tabs and line ends passed over.
    ///
    /// Source: URL, "basic URL parser".
    static func hasScheme(_ address: [UInt8], _ scheme: StaticString) -> Bool {
        var count = 0
        for byte in address where !(count == 0 && byte <= 0x20 || isPassedOver(byte)) {
            if count == scheme.utf8CodeUnitCount { return byte == 0x3A }
            guard ASCII.lower(byte) == scheme.utf8Start[count] else { return false }
            count += 1
        }
        return false
    }

    /// An address as browsers read it: without white space before it, and without tabs and line ends.
    ///
    /// - Complexity: O(n).
    static func stripped(_ address: [UInt8]) -> [UInt8] {
        address.drop { $0 <= 0x20 }.filter { !isPassedOver($0) }
    }

    private static func isPassedOver(_ byte: UInt8) -> Bool { byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
