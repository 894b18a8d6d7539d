/// The control words of RTF that matter for its text.
///
/// Source: Rich Text Format 1.9.1; MS-OXRTFEX §2.1 (HTML in RTF).
enum RTFWord {
    /// The group is none of the text.
    case hidden
    /// The group holds a piece of HTML's source.
    case htmlTag
    /// From here to its end the text is not of the HTML.
    case htmlRTF
    /// The document holds HTML.
    case fromHTML
    /// The code page of what is not Unicode.
    case codePage
    /// A UTF-16 unit.
    case unicode
    /// How many characters stand in its place for other readers.
    case unicodeFallback
    /// So many bytes of data follow.
    case binary
    /// A group that is text although it is marked as one to pass over.
    case shown
    /// It stands for this text.
    case text(StaticString)

    /// The word of some letters; nil if it does not matter.
    init?(_ letters: [UInt8]) {
        guard let word = Self.words[letters] else { return nil }
        self = word
    }

    private static let words: [[UInt8]: RTFWord] = {
        var words: [[UInt8]: RTFWord] = [:]
        for name in [
            "fonttbl", "colortbl", "stylesheet", "info", "pict", "listtable", "listoverridetable", "rsidtbl",
            "generator",
            "themedata", "colorschememapping", "datastore", "latentstyles", "xmlnstbl", "objdata", "filetbl", "revtbl",
            "mhtmltag",
        ] {
            words[Array(name.utf8)] = .hidden
        }
        let others: [(String, RTFWord)] = [
            ("htmltag", .htmlTag), ("htmlrtf", .htmlRTF), ("fromhtml", .fromHTML), ("ansicpg", .codePage),
            ("u", .unicode),
            ("uc", .unicodeFallback), ("bin", .binary), ("fldinst", .shown), ("par", .text("\n")),
            ("line", .text("\n")),
            ("sect", .text("\n")), ("page", .text("\n")), ("row", .text("\n")), ("tab", .text("\t")),
            ("cell", .text(" ")),
            ("emspace", .text(" ")), ("enspace", .text(" ")), ("emdash", .text("\u{2014}")),
            ("endash", .text("\u{2013}")),
            ("lquote", .text("\u{2018}")), ("rquote", .text("\u{2019}")), ("ldblquote", .text("\u{201C}")),
            ("rdblquote", .text("\u{201D}")), ("bullet", .text("\u{2022}")),
        ]
        for (name, word) in others { words[Array(name.utf8)] = word }
        return words
    }()
}
