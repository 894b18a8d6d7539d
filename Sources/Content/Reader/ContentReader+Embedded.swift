import Evidence
import MIME

extension ContentReader {
    /// Reads the files that stand in a leaf, each as a leaf of its own below the part at `outline`.
    ///
    /// - Parameter outline: The part's place in the reading's outlines; nil where none are asked for.
    mutating func readEmbedded(
        _ files: EmbeddedFiles, below path: [UInt8], outline: Int?, into reading: inout Reading
    ) {
        var paths: [[UInt8]] = []
        var outlines: [Int] = []
        for entry in files.entries {
            let above = entry.parent.map { paths[$0] } ?? path
            let path = above.count > 80 ? above : above + [0x3E] + entry.file.form.name.utf8
            paths.append(path)
            if let outline {
                outlines.append(reading.parts.count)
                reading.parts.append(
                    PartOutline(entry.file, parent: entry.parent.map { outlines[$0] } ?? outline))
            }
            let before = defects
            defects = entry.file.defects
            read(entry, path: path, into: &reading)
            if outline != nil { reading.parts[reading.parts.count - 1].defects.formUnion(defects) }
            defects.formUnion(before)
        }
    }

    private mutating func read(_ entry: EmbeddedFiles.Entry, path: [UInt8], into reading: inout Reading) {
        let file = entry.file
        let names = self.names(of: file)
        let detected = file.isBody ? "" : MagicBytes.mediaType(of: file.bytes.span)
        StructureTokens.write(
            StructureTokens.Part(
                path: path, encoding: .sevenBit, isAttachment: !file.isBody, detectedType: detected,
                byteCount: file.bytes.count - ByteScan.count(of: 0x0D, in: file.bytes.span)),
            into: &writer)
        for name in names { StructureTokens.writeName(name.span, into: &writer) }
        if !file.isBody {
            list(
                attachment(
                    names, declaredType: file.contentType?.mediaType ?? "", detectedType: detected, file.bytes.span),
                file.bytes.span, into: &reading)
        }
        readText(of: entry, detected: detected, into: &reading)
    }

    /// Reads a file for words that is text by its type, or HTML by its first bytes.
    private mutating func readText(of entry: EmbeddedFiles.Entry, detected: String, into reading: inout Reading) {
        let file = entry.file
        let contentType = file.contentType ?? ContentType(type: "application", subtype: "octet-stream")
        if file.isBody && contentType.subtype == "rtf" || detected == "application/rtf" && contentType.type == "text" {
            let rtf = RTFReader(file.bytes.span, charsets: charsets, limit: limits.textBytes)
            if rtf.isHTML {
                readHTML(rtf.text.span, charset: "utf-8", into: &reading)
            } else {
                readText(rtf.text.span, Self.unicodeText, into: &reading)
            }
        } else if Self.isHTML(contentType) || detected == "text/html" {
            let words = EncodedText.words(of: file.bytes.span, without: entry.cuts)
            readHTML(words.span, charset: contentType.charset, into: &reading)
        } else if Self.isText(contentType) {
            let words = EncodedText.words(of: file.bytes.span, without: entry.cuts)
            readText(words.span, contentType, into: &reading)
        }
    }

    /// The names of a file, each once.
    private mutating func names(of file: EmbeddedFile) -> [[UInt8]] {
        var names = AttachmentNames(limits)
        for name in file.names {
            var decoded: [UInt8] = []
            charsets.decode(
                name.bytes.span, label: Array(name.charset.utf8).span, into: &decoded, limit: name.bytes.count * 4)
            names.add(decoded)
        }
        if !names.isComplete { defects.insert(.tooManyAttachmentNames) }
        return names.list
    }

    private static let unicodeText =
        ContentType.parse(Array("text/plain; charset=utf-8".utf8)).contentType ?? .plainText
}

extension PartOutline {
    /// What is known of a file that stood in a part.
    fileprivate init(_ file: EmbeddedFile, parent: Int) {
        self.init(
            parent: parent, mediaType: Self.shown(file.contentType?.mediaType ?? ""),
            charset: Self.shown(file.contentType?.charset ?? ""), byteCount: file.bytes.count, embeddedForm: file.form)
    }
}
