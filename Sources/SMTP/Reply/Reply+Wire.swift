extension Reply {
    /// The longest reply line, CRLF included.
    ///
    /// Source: RFC 5321 §4.5.3.1.5.
    static let maximumLineOctets = 512

    /// The reply as it goes out: every line with code and enhanced code, wrapped at 512 octets.
    ///
    /// Octets that are not printable ASCII become `?`: the text may quote what a client or the next hop said.
    public var wireBytes: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    /// Appends the reply as it goes out.
    func append(to bytes: inout [UInt8]) {
        for (index, line) in lines.enumerated() {
            var left = line.utf8.count
            var octets = line.utf8.makeIterator()
            repeat {
                let start = bytes.count
                bytes.append(decimal: code)
                let separator = bytes.count
                bytes.append(0x2D)
                if let enhanced {
                    enhanced.append(to: &bytes)
                    bytes.append(0x20)
                }
                let count = min(left, Self.maximumLineOctets - 2 - (bytes.count - start))
                left -= count
                if left == 0, index == lines.count - 1 { bytes[separator] = 0x20 }
                for _ in 0..<count {
                    if let octet = octets.next() { bytes.append(Self.printable(octet)) }
                }
                bytes.append(0x0D)
                bytes.append(0x0A)
            } while left > 0
        }
    }

    /// Octets with everything but printable ASCII shown as `?`.
    static func printable(_ octets: some Sequence<UInt8>) -> [UInt8] {
        octets.map(printable)
    }

    static func printable(_ octet: UInt8) -> UInt8 {
        octet >= 0x20 && octet < 0x7F ? octet : 0x3F
    }
}

extension Reply: CustomStringConvertible {
    /// The reply on one line, for logs: `250 2.0.0 Ok`.
    public var description: String {
        let text = String(decoding: Self.printable(lines.joined(separator: " ").utf8), as: UTF8.self)
        return "\(code) " + (enhanced.map { "\($0) " } ?? "") + text
    }
}
