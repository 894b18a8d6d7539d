extension Defect {
    /// The case's name in words, for logs, header fields and reports: `tooManyParts` is `too-many-parts`.
    public var name: String {
        var name = ""
        var lastWasUpper = true
        for character in "\(self)" {
            if character.isUppercase, !lastWasUpper { name += "-" }
            lastWasUpper = character.isUppercase
            name += character.lowercased()
        }
        return name
    }
}
