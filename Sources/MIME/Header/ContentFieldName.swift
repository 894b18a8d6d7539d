/// The three fields that say how a part is divided, decoded and named, by name.
enum ContentFieldName {
    case type
    case transferEncoding
    case disposition
    /// One of them to a reader that passes over comments, blanks and control characters in names: `Content-Type(x)`.
    case disguised

    /// Which one a name is; nil for any other name. With `isLoose` none is disguised.
    ///
    /// Complexity: O(1): a name is looked at no further than 200 bytes.
    init?(_ source: Span<UInt8>, _ name: Range<Int>, isLoose: Bool) {
        guard name.count >= 12 else { return nil }
        if let exact = ContentFieldName(exactly: source, name) {
            self = exact
            return
        }
        guard let loose = ContentFieldName(looselyNamed: source, name) else { return nil }
        self = isLoose ? loose : .disguised
    }

    private init?(exactly source: Span<UInt8>, _ name: Range<Int>) {
        if source.equalsIgnoringCase(name, "content-type") {
            self = .type
        } else if source.equalsIgnoringCase(name, "content-transfer-encoding") {
            self = .transferEncoding
        } else if source.equalsIgnoringCase(name, "content-disposition") {
            self = .disposition
        } else {
            return nil
        }
    }

    private init?(looselyNamed source: Span<UInt8>, _ name: Range<Int>) {
        let name = name.prefix(200)
        guard name.contains(where: { source[$0] <= 0x20 || source[$0] >= 0x7F || source[$0] == 0x28 }) else {
            return nil
        }
        var depth = 0
        var letters: [UInt8] = []
        for index in name {
            switch source[index] {
            case 0x28: depth += 1
            case 0x29 where depth > 0: depth -= 1
            case 0x21..<0x7F where depth == 0: letters.append(source[index])
            default: break
            }
        }
        self.init(exactly: letters.span, 0..<letters.count)
    }
}
