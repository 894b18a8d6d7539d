/// The header of a message, read plainly: whole fields with their line ends, up to the empty line.
struct HeaderBlock {
    /// Each field with its name in lower case and its bytes.
    private(set) var fields: [(name: String, bytes: ArraySlice<UInt8>)] = []
    /// What follows the fields: the empty line and the body.
    private(set) var rest: ArraySlice<UInt8>

    /// Reads content with CRLF line ends.
    init(_ content: [UInt8]) {
        rest = content[...]
        while let end = rest.firstIndex(of: 0x0A) {
            let line = rest[...end]
            if let first = line.first, first == 0x20 || first == 0x09, let last = fields.indices.last {
                fields[last].bytes = content[fields[last].bytes.startIndex...end]
            } else if let colon = line.firstIndex(of: 0x3A), colon > line.startIndex {
                let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
                fields.append((name.trimmingSuffix { $0 == " " || $0 == "\t" }, line))
            } else {
                return
            }
            rest = content[(end + 1)...]
        }
    }

    /// The values of a field, unfolded.
    func values(_ name: String) -> [String] {
        fields.filter { $0.name == name.lowercased() }.map { field in
            let text = String(decoding: field.bytes.filter { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
            return String(text.drop { $0 != ":" }.dropFirst().drop { $0 == " " || $0 == "\t" })
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
        var text = self
        while let last = text.last, predicate(last) { text.removeLast() }
        return text
    }
}
