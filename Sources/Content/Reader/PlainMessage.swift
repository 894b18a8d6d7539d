import MIME

/// Tells the messages that every mail reader divides and decodes alike, so that a virus scanner that gets each decoded
/// part needs no parser of its own besides (law 8).
enum PlainMessage {
    /// Whether a message without any defect is one: no message and no container within it, and no text that another reader
    /// might take for an encoded file or for a message.
    ///
    /// - Complexity: O(n).
    static func isOne(_ leaves: DecodedLeaves, in bytes: Span<UInt8>) -> Bool {
        guard let message = leaves.message else { return false }
        for part in message.parts {
            if part.contentType.type == "message" { return false }
            // Before the first part may stand what some take for an encoded file; text behind the last is a defect.
            guard let preamble = part.preamble, !preamble.isEmpty else { continue }
            if message.withSource(of: part.index, in: bytes, { mayHoldMore($0.extracting(preamble)) }) { return false }
        }
        for leaf in 0..<leaves.count {
            let files = leaves.embedded[leaf]
            let isPlain = leaves.withBody(leaf, in: bytes) { body in
                Self.isPlain(body, files.cuts)
            }
            guard isPlain, files.entries.allSatisfy({ Self.isPlain($0.file.bytes.span, $0.cuts) }) else { return false }
        }
        return true
    }

    /// Whether a leaf, or a file that stood encoded in one, holds nothing but what was decoded of it without a defect.
    ///
    /// TNEF is no container here: all in it was decoded, and a scanner that gets the stream reads it too.
    private static func isPlain(_ bytes: Span<UInt8>, _ cuts: [Range<Int>]) -> Bool {
        !containers.contains(MagicBytes.mediaType(of: bytes)) && !mayHoldMore(bytes, cuts)
    }

    /// What holds files of its own. A scanner unpacks them out of the decoded part, but the name that the part has in
    /// the message may matter too.
    private static let containers: Set<String> = [
        "application/gzip", "application/java-vm", "application/onenote", "application/pgp",
        "application/vnd.ms-cab-compressed", "application/vnd.ms-htmlhelp",
        "application/vnd.rar", "application/x-7z-compressed", "application/x-ace-compressed", "application/x-arj",
        "application/x-bzip2", "application/x-iso9660-image", "application/x-lzh-compressed",
        "application/x-ole-storage", "application/x-tar", "application/x-xz", "application/zip", "application/zstd",
    ]

    /// Whether a line begins as an encoded file in text does, or as a field that says how a body is encoded: of a
    /// message that came back within the text. Lines within `cuts` were decoded.
    private static func mayHoldMore(_ body: Span<UInt8>, _ cuts: [Range<Int>] = []) -> Bool {
        var start = 0
        var cut = 0
        while start < body.count {
            if cut < cuts.count, cuts[cut].lowerBound <= start {
                start = max(cuts[cut].upperBound, start)
                cut += 1
                continue
            }
            let line = TextLine(at: start, in: body)
            for opening in openings where line.begins(with: opening, in: body) { return true }
            start = line.next
        }
        return false
    }

    /// In lower case.
    private static let openings: [[UInt8]] = [
        "begin ", "begin-base64 ", "=ybegin ", "(this file must be converted with binhex", "content-",
    ].map { Array($0.utf8) }
}
