import MIME

/// Compares a message as it was read with its description; `docs/conformance.md` says how.
struct Comparison {
    let message: Message
    let bytes: [UInt8]
    /// For each offset that a description counts in the file, the one in ``bytes``.
    let offsets: [Int]
    /// Every difference that was found.
    private(set) var differences: [Difference] = []
    private var compared = 0

    init(_ bytes: [UInt8], with description: DescribedMessage) {
        self.bytes = bytes
        message = MessageParser.parse(bytes.span)
        offsets = LineForm.offsets(in: bytes)
        compare(description, at: 0)
        if compared != message.parts.count { note(0, "parts", message.parts.count, compared) }
    }

    /// Notes a difference in a part.
    mutating func note(_ part: Int, _ what: String, _ own: Any, _ described: Any) {
        differences.append(
            Difference(place: "part \(part): \(what)", explanation: "is \(own), described \(described)"))
    }

    private mutating func compare(_ description: DescribedMessage, at index: Int) {
        guard !description.parts.isEmpty else { return note(index, "parts", message.parts.count, 0) }
        compare(description.parts, 0, index)
    }

    private mutating func compare(_ parts: [DescribedPart], _ describedIndex: Int, _ index: Int) {
        let described = parts[describedIndex]
        let part = message.parts[index]
        compared += 1
        compareOffsets(described, part)
        compareFields(described, part)
        switch described.body {
        case .multipart(let children):
            guard part.contentType.isMultipart, children.count == part.children.count else {
                return note(index, "\(part.contentType.mediaType) with parts", part.children.count, children.count)
            }
            for (child, own) in zip(children, part.children) { compare(parts, child, own) }
        case .message(let inner):
            guard part.contentType.isMessage, part.children.count == 1 else {
                return note(index, "\(part.contentType.mediaType) with parts", part.children.count, "a message")
            }
            compare(inner, at: part.children[0])
        case .text, .html, .binary:
            guard part.children.isEmpty else { return note(index, "parts", part.children.count, "a leaf") }
            compareLeaf(described, part)
        }
    }
}

/// Something that was read differently.
struct Difference {
    /// The part and what of it differs.
    var place: String
    /// Both readings.
    var explanation: String
}
