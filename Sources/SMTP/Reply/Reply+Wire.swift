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
        let codeOctets = Array(String(code).utf8)
        let prefix = enhanced.map { Array("\($0) ".utf8) } ?? []
        let room = Self.maximumLineOctets - codeOctets.count - 1 - prefix.count - 2
        var texts: [ArraySlice<UInt8>] = []
        for line in lines {
            var rest = Self.printable(line.utf8)[...]
            while rest.count > room {
                texts.append(rest.prefix(room))
                rest = rest.dropFirst(room)
            }
            texts.append(rest)
        }
        for (index, text) in texts.enumerated() {
            bytes += codeOctets
            bytes.append(index == texts.count - 1 ? 0x20 : 0x2D)
            bytes += prefix
            bytes += text
            bytes += [0x0D, 0x0A]
        }
    }

    /// Octets with everything but printable ASCII shown as `?`.
    static func printable(_ octets: some Sequence<UInt8>) -> [UInt8] {
        octets.map { $0 >= 0x20 && $0 < 0x7F ? $0 : 0x3F }
    }
}

extension Reply: CustomStringConvertible {
    /// The reply on one line, for logs: `250 2.0.0 Ok`.
    public var description: String {
        let text = String(decoding: Self.printable(lines.joined(separator: " ").utf8), as: UTF8.self)
        return "\(code) " + (enhanced.map { "\($0) " } ?? "") + text
    }
}
