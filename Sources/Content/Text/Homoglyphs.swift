import Evidence

/// Letters that look like those of ASCII, for comparison: what was written stays what it is.
///
/// A table of our own, small and fixed, for tokens depend on it: of Cyrillic, Greek and Armenian the letters that common
/// fonts draw as a letter of ASCII, of the capitals by their small letters; and letters of ASCII in other clothes
/// (mathematical, in circles and squares).
enum Homoglyphs {
    /// What a scalar is in a word of ASCII letters.
    enum Kind: Equatable {
        /// A letter of another script, with the one it looks like.
        case lookalike(UInt8)
        /// A letter of ASCII by its meaning, in a form that text does not use.
        case styled(UInt8)
        /// A letter of such a script that looks like none of ASCII.
        case foreign
        /// Anything else.
        case other
    }

    /// The kind of a scalar from U+0080 on, in lower case.
    static func kind(of scalar: UInt32) -> Kind {
        switch scalar {
        case 0x0250...0x02AF: return lookalikes[scalar].map { .lookalike($0) } ?? .other
        case 0x0131: return .lookalike(0x69)
        case 0x0370...0x03FF, 0x0400...0x052F, 0x0531...0x0587:
            return lookalikes[scalar].map { .lookalike($0) } ?? .foreign
        case 0x1D400...0x1D6A3: return .styled(0x61 + UInt8(truncatingIfNeeded: (scalar - 0x1D400) % 26))
        case 0x1D7CE...0x1D7FF: return .styled(0x30 + UInt8(truncatingIfNeeded: (scalar - 0x1D7CE) % 10))
        case 0x24B6...0x24E9: return .styled(0x61 + UInt8(truncatingIfNeeded: (scalar - 0x24B6) % 26))
        case 0x1F130...0x1F149, 0x1F150...0x1F169, 0x1F170...0x1F189:
            return .styled(0x61 + UInt8(truncatingIfNeeded: (scalar - 0x1F130) % 32))
        default: return .other
        }
    }

    /// Whether a scalar may be of a kind that counts here: a first, cheap look.
    @inline(__always)
    static func isCandidate(_ scalar: UInt32) -> Bool {
        scalar >= 0x0250 && scalar <= 0x0587 || scalar == 0x0131 || scalar >= 0x24B6 && scalar <= 0x24E9
            || scalar >= 0x1D400 && scalar <= 0x1F189
    }

    /// A word in lower case with letters of ASCII for those that look like them, and what is odd about it; nil where the
    /// word is of one script: not one of its pieces between hyphens and the like has letters of ASCII beside such that
    /// look like them, or letters in other clothes.
    ///
    /// A piece with letters that look like none of ASCII stays as it is.
    ///
    /// - Complexity: O(n).
    static func folded(_ word: Span<UInt8>) -> (word: [UInt8], marks: TextMarks)? {
        var result: [UInt8] = []
        var marks = TextMarks()
        var start = 0
        for index in 0...word.count {
            if index < word.count, word[index] >= 0x80 || ASCII.isAlphanumeric(word[index]) { continue }
            let piece = word.extracting(start..<index)
            let (text, found) = foldedPiece(piece)
            marks.formUnion(found)
            result += text
            if index < word.count { result.append(word[index]) }
            start = index + 1
        }
        return marks.isEmpty ? nil : (result, marks)
    }

    private static func foldedPiece(_ piece: Span<UInt8>) -> (text: [UInt8], marks: TextMarks) {
        var text: [UInt8] = []
        var hasLetter = false
        var hasLookalike = false
        var hasForeign = false
        var marks = TextMarks()
        var index = 0
        while index < piece.count {
            let (scalar, length) = UTF8Text.scalar(piece, at: index)
            index += length
            if scalar < 0x80 {
                if scalar >= 0x61 { hasLetter = true }
                text.append(UInt8(truncatingIfNeeded: scalar))
                continue
            }
            switch kind(of: scalar) {
            case .lookalike(let letter):
                hasLookalike = true
                text.append(letter)
            case .styled(let letter):
                marks.insert(.styledLetters)
                text.append(letter)
            case .foreign:
                hasForeign = true
                UTF8Text.append(scalar, to: &text)
            case .other: UTF8Text.append(scalar, to: &text)
            }
        }
        if hasLetter && hasLookalike { marks.insert(.mixedScripts) }
        if marks.isEmpty || hasForeign { text = piece.withUnsafeBufferPointer { Array($0) } }
        return (text, marks)
    }

    /// Whether a host's label, in lower case, has letters beyond ASCII and looks like one that has none.
    ///
    /// - Complexity: O(n).
    static func looksLikeASCII(_ host: Span<UInt8>) -> Bool {
        var isASCII = true
        var isAlike = true
        var index = 0
        while index < host.count {
            let (scalar, length) = UTF8Text.scalar(host, at: index)
            index += length
            if scalar == 0x2E {
                if !isASCII && isAlike { return true }
                isASCII = true
                isAlike = true
            } else if scalar >= 0x80 {
                isASCII = false
                switch kind(of: scalar) {
                case .lookalike, .styled: break
                case .foreign, .other: isAlike = false
                }
            }
        }
        return !isASCII && isAlike
    }

    private static let lookalikes: [UInt32: UInt8] = {
        var table: [UInt32: UInt8] = [:]
        for (letters, likenesses) in [
            // Cyrillic.
            ("\u{430}\u{432}\u{435}\u{43A}\u{43C}\u{43D}\u{43E}\u{440}\u{441}\u{442}\u{443}\u{445}", "abekmhopctyx"),
            ("\u{455}\u{456}\u{458}\u{4AF}\u{4BB}\u{4CF}\u{501}\u{51B}\u{51D}\u{450}\u{451}\u{457}", "sijyhldqweei"),
            // Greek.
            ("\u{3B1}\u{3B2}\u{3B5}\u{3B6}\u{3B7}\u{3B9}\u{3BA}\u{3BD}\u{3BF}\u{3C1}\u{3C4}", "abeznikvopt"),
            ("\u{3C5}\u{3C7}\u{3B3}\u{3C9}\u{3F2}\u{3F3}\u{3AC}\u{3AD}\u{3AF}\u{3CC}", "uxywcjaeio"),
            // Armenian, and letters of phonetics.
            ("\u{585}\u{57D}\u{570}\u{578}\u{566}\u{581}\u{251}\u{261}\u{26A}\u{28F}", "ouhnqgagiy"),
        ] as [(String, String)] {
            for (letter, likeness) in zip(letters.unicodeScalars, likenesses.utf8) { table[letter.value] = likeness }
        }
        return table
    }()
}
