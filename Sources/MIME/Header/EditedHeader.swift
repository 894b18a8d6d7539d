public import MailObject

/// Applies header edits to a content, as pieces to be sent one after the other (law 3).
///
/// Fields are inserted at the top, fields are deleted whole, and the Subject gets its tag; every other byte goes out
/// as it came. Forged fields are found wherever a reader could find them, see ``HeaderFields``.
public enum EditedHeader {
    /// More pieces than this are not made: what is left of the header is copied into one.
    static let maximumPieces = 4_096

    /// The edited content in pieces; nil if the header section does not end in `bytes`, but the content goes on
    /// after them: then more of it must be given, as forged fields may stand in the rest.
    ///
    /// `bytes` are the first bytes of the content, `byteCount` is its size. Where `edits` change nothing, the
    /// one piece is all of it.
    ///
    /// Complexity: O(size of the header section).
    public static func pieces(
        of edits: HeaderEdits, in bytes: Span<UInt8>, byteCount: Int
    ) -> [EditPiece]? {
        let edit = Edit(edits)
        guard edit.looksAtFields else {
            return finish(insertions(edits, isSubjectMissing: false), from: 0, byteCount)
        }
        var pieces: [EditPiece] = []
        var copied: [UInt8] = []
        var kept = 0
        var hasSubject = false
        func keep(upTo end: Int, of bytes: Span<UInt8>) {
            guard end > kept else { return }
            if pieces.count < maximumPieces {
                pieces.append(.range(kept..<end))
            } else {
                copied += bytes.copy(kept..<end)
            }
        }
        let (end, isComplete) = HeaderFields.scanLines(bytes) { field in
            if edit.deletes(field, bytes) {
                keep(upTo: field.whole.lowerBound, of: bytes)
                kept = field.whole.upperBound
            } else if let tag = edit.tag, field.isNamed("subject", in: bytes) {
                hasSubject = true
                guard let text = SubjectTag.insertion(of: tag, before: field.value, in: bytes) else { return }
                keep(upTo: field.value.lowerBound, of: bytes)
                kept = field.value.lowerBound
                if pieces.count < maximumPieces { pieces.append(.bytes(text)) } else { copied += text }
            }
        }
        guard isComplete || bytes.count >= byteCount else { return nil }
        if !copied.isEmpty {
            copied += bytes.copy(kept..<max(end, kept))
            kept = max(end, kept)
            pieces.append(.bytes(copied))
        }
        return finish(
            insertions(edits, isSubjectMissing: edit.tag != nil && !hasSubject) + pieces, from: kept, byteCount)
    }

    private static func insertions(_ edits: HeaderEdits, isSubjectMissing: Bool) -> [EditPiece] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(edits.insertions.reduce(0) { $0 + $1.name.utf8.count + $1.value.count + 4 })
        for field in edits.insertions { field.append(to: &bytes) }
        if isSubjectMissing, let tag = SubjectTag.trimmed(edits.subjectTag) {
            bytes += HeaderField(name: "Subject", value: EncodedTag.bytes(of: tag, isBeforeEncodedWord: false)).bytes
        }
        return bytes.isEmpty ? [] : [.bytes(bytes)]
    }

    private static func finish(_ pieces: [EditPiece], from kept: Int, _ byteCount: Int) -> [EditPiece] {
        kept < byteCount ? pieces + [.range(kept..<byteCount)] : pieces
    }

    /// The edits, made ready for many fields.
    private struct Edit {
        /// In lower case; the end of a name that is matched by its beginning is open.
        let deletions: [(name: [UInt8], isPrefix: Bool)]
        let tag: [UInt8]?

        init(_ edits: HeaderEdits) {
            deletions = edits.deletions.map { pattern in
                let isPrefix = pattern.hasSuffix("*")
                return (Array(isPrefix ? pattern.utf8.dropLast() : pattern.utf8[...]), isPrefix)
            }
            tag = SubjectTag.trimmed(edits.subjectTag)
        }

        var looksAtFields: Bool { !deletions.isEmpty || tag != nil }

        func deletes(_ field: Field, _ bytes: Span<UInt8>) -> Bool {
            deletions.contains { name, isPrefix in
                (isPrefix ? name.count <= field.name.count : name.count == field.name.count)
                    && name.indices.allSatisfy { Byte.lower(bytes[field.name.lowerBound + $0]) == name[$0] }
            }
        }
    }
}
