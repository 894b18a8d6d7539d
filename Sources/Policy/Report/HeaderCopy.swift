/// A copy of a header section that can stand in a part of a report.
///
/// Any bytes give lines of at most ``maximumLineBytes`` octets, ended by CRLF, without a bare CR or LF or a NUL, and
/// none begins with two hyphens, so that no boundary can stand in it. Where that needs a change it is a space.
enum HeaderCopy {
    /// Octets of one line without its end: what mail allows, with room for the space of a fold.
    ///
    /// Source: RFC 5322 §2.1.1.
    static let maximumLineBytes = 997

    /// The header up to its first empty line, cut after the last line that ends within `limit` octets.
    ///
    /// Complexity: O(limit).
    static func of(_ header: [UInt8], limit: Int) -> [UInt8] {
        var copy: [UInt8] = []
        copy.reserveCapacity(min(header.count, limit) + 1_024)
        var start = 0
        let end = min(header.count, limit)
        while start < end {
            let feed = header[start..<end].firstIndex(of: 0x0A)
            // A line that is cut off by the limit is left out, unless there is no other.
            guard feed != nil || end == header.count || copy.isEmpty else { break }
            var lineEnd = feed ?? end
            if lineEnd > start, header[lineEnd - 1] == 0x0D { lineEnd -= 1 }
            guard lineEnd > start else { break }
            append(header[start..<lineEnd], to: &copy)
            start = (feed ?? end) + 1
        }
        return copy
    }

    private static func append(_ line: ArraySlice<UInt8>, to copy: inout [UInt8]) {
        if line.starts(with: [0x2D, 0x2D]) { copy.append(0x20) }
        var rest = line
        while true {
            let piece = rest.prefix(maximumLineBytes - 1)
            for byte in piece { copy.append(byte == 0x0D || byte == 0x00 ? 0x20 : byte) }
            copy += [0x0D, 0x0A]
            rest = rest.dropFirst(piece.count)
            if rest.isEmpty { return }
            copy.append(0x20)
        }
    }
}
