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
        self.init(
            forms: names.flatMap(Self.forms), declaredType: declaredType, detectedType: detectedType,
            isEncrypted: isEncrypted, parent: parent)
    }

    private init(
        forms: [[Unicode.Scalar]], declaredType: String, detectedType: String, isEncrypted: Bool, parent: Int?
    ) {
        names = forms
        extensions = Set(forms.compactMap(Self.fileExtension))
        self.declaredType = declaredType
        self.detectedType = detectedType
        self.isEncrypted = isEncrypted
        self.parent = parent
    }

    /// As many files as it has names, each with one; itself if it has fewer than two.
    var underEachName: [CarriedFile] {
        if names.count < 2 { return [self] }
        return names.map {
            CarriedFile(
                forms: [$0], declaredType: declaredType, detectedType: detectedType, isEncrypted: isEncrypted,
                parent: parent)
        }
    }

    /// A name as those take it who open the file, mostly in one form only. What follows a colon is the name of a stream
    /// within the file to Windows, but other programs replace the colon; NUL ends a name for some, and others leave it out, as
    /// any control character.
    private static func forms(_ name: String) -> [[Unicode.Scalar]] {
        let scalars = Array(name.lowercased().unicodeScalars)
        let whole = opened(scalars.filter { $0.properties.generalCategory != .control })
        var forms = [whole]
        if let end = scalars.firstIndex(of: "\0") { forms.append(opened(Array(scalars[..<end]))) }
        if let colon = whole.firstIndex(of: ":"), colon > 1 { forms.append(opened(Array(whole[..<colon]))) }
        return forms
    }

    /// Without folders; Windows takes off dots and spaces at the end.
    private static func opened(_ name: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var scalars = name
        while let last = scalars.last, isIgnoredAtEnd(last) || last == "/" || last == "\\" { scalars.removeLast() }
        if let slash = scalars.lastIndex(where: { $0 == "/" || $0 == "\\" }) { scalars.removeFirst(slash + 1) }
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
