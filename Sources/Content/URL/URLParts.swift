/// The parts of a URL as ranges of its bytes.
///
/// Source: RFC 3986 §3; the path begins at the first `/`, `?`, `#` or `\` behind the authority, as browsers read it.
struct URLParts {
    /// The scheme without colon.
    private(set) var scheme = 0..<0
    /// What stands before `@`; for `mailto:` the local part.
    private(set) var userInfo = 0..<0
    /// The host without port.
    private(set) var host = 0..<0
    /// The port's digits.
    private(set) var port = 0..<0
    /// From the first slash on, without query and fragment.
    private(set) var path = 0..<0
    /// Behind `?`, without fragment.
    private(set) var query = 0..<0

    /// Splits a URL.
    ///
    /// - Complexity: O(n).
    init(_ url: Span<UInt8>) {
        var index = 0
        while index < url.count, url[index] != 0x3A { index += 1 }
        guard index < url.count else {
            path = 0..<url.count
            return
        }
        scheme = 0..<index
        index += 1
        let slashes = index
        while index < url.count, index - slashes < 2, url[index] == 0x2F { index += 1 }

        let authority = index
        while index < url.count, !Self.endsAuthority(url[index]) { index += 1 }
        splitAuthority(url, authority..<index)

        let pathStart = index
        while index < url.count, url[index] != 0x3F, url[index] != 0x23 { index += 1 }
        path = pathStart..<index
        if index < url.count, url[index] == 0x3F {
            index += 1
            let queryStart = index
            while index < url.count, url[index] != 0x23 { index += 1 }
            query = queryStart..<index
        }
    }

    private mutating func splitAuthority(_ url: Span<UInt8>, _ authority: Range<Int>) {
        var hostStart = authority.lowerBound
        for index in authority where url[index] == 0x40 {
            userInfo = authority.lowerBound..<index
            hostStart = index + 1
        }
        var hostEnd = authority.upperBound
        var index = hostEnd
        while index > hostStart, url[index - 1] >= 0x30, url[index - 1] <= 0x39 { index -= 1 }
        if index > hostStart, url[index - 1] == 0x3A {
            port = index..<hostEnd
            hostEnd = index - 1
        }
        while hostEnd > hostStart, url[hostEnd - 1] == 0x2E { hostEnd -= 1 }
        host = hostStart..<hostEnd
    }

    private static func endsAuthority(_ byte: UInt8) -> Bool {
        byte == 0x2F || byte == 0x3F || byte == 0x23 || byte == 0x5C
    }
}
