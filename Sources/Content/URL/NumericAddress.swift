/// IPv4 addresses in the forms that `inet_aton` knows and browsers take: one to four numbers, each decimal, octal (`0…`)
/// or hexadecimal (`0x…`), the last one filling what the others leave.
///
/// Source: POSIX `inet_addr`; WHATWG URL, "IPv4 parser".
enum NumericAddress {
    /// The address as four decimal numbers with dots; nil where `host` is no address.
    ///
    /// - Complexity: O(n).
    static func dotted(_ host: Span<UInt8>) -> [UInt8]? {
        guard host.count > 0, host.count <= 64 else { return nil }
        var numbers: [UInt64] = []
        var start = 0
        for index in 0...host.count {
            if index < host.count, host[index] != 0x2E { continue }
            guard numbers.count < 4, let number = number(host.extracting(start..<index)) else { return nil }
            numbers.append(number)
            start = index + 1
        }
        guard let last = numbers.popLast(), last < 1 << UInt64(8 * (4 - numbers.count)) else { return nil }
        var address = last
        for (index, number) in numbers.enumerated() {
            guard number <= 255 else { return nil }
            address |= number << UInt64(24 - 8 * index)
        }
        return Array("\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)".utf8)
    }

    private static func number(_ text: Span<UInt8>) -> UInt64? {
        guard text.count > 0 else { return nil }
        var base: UInt64 = 10
        var start = 0
        if text[0] == 0x30, text.count > 1 {
            base = text[1] | 0x20 == 0x78 ? 16 : 8
            start = base == 16 ? 2 : 1
        }
        var value: UInt64 = 0
        for index in start..<text.count {
            guard let digit = HexDigit.value(of: text[index]), digit < base else { return nil }
            value = value * base + UInt64(digit)
            if value >= 1 << 32 { return nil }
        }
        return value
    }
}
