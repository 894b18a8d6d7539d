import Evidence

/// A file that a message carries, attached or in an archive, as rules look at it.
struct CarriedFile {
    /// Its names without folders, in lower case, without what Windows takes off at the end.
    let names: [[Unicode.Scalar]]
    /// The extension of each of these names, without the dot.
    let extensions: Set<String>
    let declaredType: String
    let detectedType: String
    let isEncrypted: Bool
    /// The archive it is in, by its place among the files.
    let parent: Int?

    /// An attachment.
    init(_ attachment: Attachment) {
        self.init(
            names: attachment.names, declaredType: attachment.declaredType, detectedType: attachment.detectedType,
            isEncrypted: false, parent: nil)
    }

    /// A file in an archive.
    init(_ member: ArchiveMember, parent: Int?) {
        self.init(
            names: member.name.isEmpty ? [] : [member.name], declaredType: "", detectedType: member.detectedType,
            isEncrypted: member.isEncrypted, parent: parent)
    }

    private init(
        names: [String], declaredType: String, detectedType: String, isEncrypted: Bool, parent: Int?
    ) {
        let kept = names.map(Self.opened)
        self.names = kept
        extensions = Set(kept.compactMap(Self.fileExtension))
        self.declaredType = declaredType
        self.detectedType = detectedType
        self.isEncrypted = isEncrypted
        self.parent = parent
    }

    /// The name as whoever opens the file sees it: without folders; Windows takes off dots and spaces at the end, and
    /// takes what follows a colon for the name of a stream within the file.
    private static func opened(_ name: String) -> [Unicode.Scalar] {
        var scalars = Array(name.lowercased().unicodeScalars)
        while let last = scalars.last, isIgnoredAtEnd(last) || last == "/" || last == "\\" { scalars.removeLast() }
        if let slash = scalars.lastIndex(where: { $0 == "/" || $0 == "\\" }) { scalars.removeFirst(slash + 1) }
        if let colon = scalars.firstIndex(of: ":"), colon > 1 { scalars.removeLast(scalars.count - colon) }
        while let last = scalars.last, isIgnoredAtEnd(last) { scalars.removeLast() }
        return scalars
    }

    private static func isIgnoredAtEnd(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "." || scalar.value <= 0x20 || scalar.properties.isWhitespace
            || scalar.properties.generalCategory == .format
    }

    /// Without characters that are not seen: they may stand within an extension.
    private static func fileExtension(_ name: [Unicode.Scalar]) -> String? {
        guard let dot = name.lastIndex(of: ".") else { return nil }
        var text = String.UnicodeScalarView()
        for scalar in name[(dot + 1)...] where scalar.properties.generalCategory != .format { text.append(scalar) }
        return text.isEmpty ? nil : String(text)
    }
}
