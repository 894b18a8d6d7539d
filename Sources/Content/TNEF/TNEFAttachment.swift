import MIME

/// What was read so far of an attachment in TNEF.
struct TNEFAttachment {
    /// Its contents: more than one only where two attributes give it.
    var data: [[UInt8]] = []
    /// The type it was given.
    var contentType: ContentType?
    /// What is broken in it.
    var defects = DefectSet()
    /// Its names, each once.
    private(set) var names: [EmbeddedFile.Name] = []

    /// Adds a name, without the NULs behind it.
    mutating func add(name: Span<UInt8>, charset: String) {
        guard names.count < 16 else { return }
        var end = min(name.count, 4_096)
        while end > 0, name[end - 1] == 0 { end -= 1 }
        // In UTF-16 one of the zeros may belong to the last letter.
        if charset == "utf-16le", !end.isMultiple(of: 2) { end += 1 }
        let bytes = Array(copying: name.extracting(0..<min(end, name.count)))
        if !bytes.isEmpty { names.append(EmbeddedFile.Name(bytes: bytes, charset: charset)) }
    }
}
