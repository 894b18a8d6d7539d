import Evidence
import MIME

extension ContentReader {
    /// Reads a leaf: its structure, its text if it is some, its names if it has any.
    ///
    /// - Parameter cuts: The lines of the body that are no text, but files that stand encoded in it.
    mutating func readLeaf(
        _ part: Part, path: [UInt8], body: Span<UInt8>, cuts: [Range<Int>] = [], into reading: inout Reading
    ) {
        let names = self.names(of: part)
        let isText = Self.isText(part.contentType)
        let isAttachment = !isText || !names.isEmpty || part.disposition?.isAttachment == true
        let detected = isAttachment ? MagicBytes.mediaType(of: body) : ""
        writeStructure(
            of: part, path: path, detected: detected, isAttachment: isAttachment,
            byteCount: body.count - ByteScan.count(of: 0x0D, in: body))
        for name in names { StructureTokens.writeName(name.span, into: &writer) }
        if isAttachment {
            list(
                attachment(names, declaredType: part.contentType.mediaType, detectedType: detected, body), body,
                into: &reading)
        }
        guard isText else { return }
        if cuts.isEmpty {
            readBody(of: part, body, into: &reading)
        } else {
            readBody(of: part, EncodedText.words(of: body, without: cuts).span, into: &reading)
        }
    }

    /// Lists an attachment as that of the last outline.
    mutating func list(_ attachment: Attachment, _ body: Span<UInt8>, into reading: inout Reading) {
        guard reading.attachments.count < limits.attachments else {
            defects.insert(.tooManyAttachments)
            return
        }
        if let outline = reading.parts.indices.last { reading.parts[outline].attachment = reading.attachments.count }
        if let key = Self.containerKey(of: attachment, body) {
            containers[key, default: []].append(reading.attachments.count)
        }
        reading.attachments.append(attachment)
    }

    /// The key of an attachment's bytes, if they hold files; nil otherwise.
    static func containerKey(of attachment: Attachment, _ body: Span<UInt8>) -> BytesKey? {
        guard ContainerKind(of: body, names: attachment.names) != nil else { return nil }
        return body.withUnsafeBytes { BytesKey($0) }
    }

    /// Reads the text of a leaf, if it is some.
    mutating func readBody(of part: Part, _ body: Span<UInt8>, into reading: inout Reading) {
        guard Self.isText(part.contentType) else { return }
        if Self.isHTML(part.contentType) {
            readHTML(body, charset: part.contentType.charset, into: &reading)
        } else {
            readText(body, part.contentType, into: &reading)
        }
    }

    /// Reads what stands before and after the parts of a multipart, which some mail programs show.
    mutating func readSurroundings(of part: Part, in source: Span<UInt8>) {
        if let preamble = part.preamble { readSurrounding(source.extracting(preamble), "preamble:") }
        if let epilogue = part.epilogue { readSurrounding(source.extracting(epilogue), "epilogue:") }
    }

    private mutating func readSurrounding(_ text: Span<UInt8>, _ prefix: StaticString) {
        guard !text.isEmpty else { return }
        if text.count > textLeft { defects.insert(.tooMuchText) }
        let read = text.extracting(first: min(text.count, textLeft))
        textLeft -= read.count - ByteScan.count(of: 0x0D, in: read)
        writer.words(read, .structure, prefix)
    }

    /// Writes the structure tokens of a part.
    mutating func writeStructure(
        of part: Part, path: [UInt8], detected: String = "", isAttachment: Bool = false, byteCount: Int = 0
    ) {
        let contentType = part.contentType
        StructureTokens.write(
            StructureTokens.Part(
                path: path, charset: contentType.charset, encoding: part.transferEncoding,
                disposition: part.disposition?.type, boundary: contentType.isMultipart ? contentType.boundary : nil,
                isAttachment: isAttachment, detectedType: detected, byteCount: byteCount),
            into: &writer)
    }

    /// Every name that a mail program might show for a part, each once: all `filename` and `name` parameters, with
    /// charsets and encoded words decoded. What is beyond the limits is ``Defect/tooManyAttachmentNames``.
    mutating func names(of part: Part) -> [[UInt8]] {
        let parameters =
            (part.disposition?.parameters ?? []).filter { $0.name == "filename" }
            + part.contentType.parameters.filter { $0.name == "name" }
        var names = AttachmentNames(limits)
        for parameter in parameters { names.add(parameter.text(charsets: charsets)) }
        if !names.isComplete { defects.insert(.tooManyAttachmentNames) }
        return names.list
    }

    mutating func readText(_ body: Span<UInt8>, _ contentType: ContentType, into reading: inout Reading) {
        let charset = contentType.charset.map { Array($0.utf8) } ?? []
        var text = decodedText(body, charset: charset, limit: textLeft)
        defer { self.text = text }
        if contentType.subtype == "plain", Self.isParameter(contentType, "format", "flowed") {
            text = FormatFlowed.joined(text.span, deleteSpace: Self.isParameter(contentType, "delsp", "yes"))
        }
        textLeft -= min(textLeft, text.count)
        take(text, into: &reading)
    }

    mutating func readHTML(_ body: Span<UInt8>, charset: String?, into reading: inout Reading) {
        let named = charset.map { Array($0.utf8) } ?? HTMLCharset.label(in: body)
        // Markup is more than its text.
        let text = decodedText(body, charset: named, limit: max(limits.textBytes, limits.htmlBytes))
        var html = HTMLContent()
        swap(&html, &self.html)
        defer {
            swap(&html, &self.html)
            self.text = text
        }
        if GTUBE.isIn(text.span) { reading.containsGTUBE = true }
        let byteLimit = min(limits.htmlBytes, htmlLeft)
        htmlLeft -= min(byteLimit, text.count)
        defects.formUnion(htmlReader.read(text.span, into: &html, byteLimit: byteLimit, textLimit: textLeft))
        textLeft -= min(textLeft, html.text.count + html.hiddenText.count)
        var start = 0
        for index in html.markup.indices where html.markup[index] == 0 {
            writer.whole(.html, "", html.markup.span.extracting(start..<index))
            start = index + 1
        }
        for link in html.links where scanner.add(link) { html.marks.insert(.misleadingLinks) }
        readDataURIs(into: &html)
        if let part = reading.parts.indices.last { reading.parts[part].marks = html.marks }
        take(html.text, into: &reading)
        takeHidden(html.hiddenText, into: &reading)
    }

    private mutating func take(_ text: [UInt8], into reading: inout Reading) {
        if textLeft == 0 { defects.insert(.tooMuchText) }
        if GTUBE.isIn(text.span) { reading.containsGTUBE = true }
        if let part = reading.parts.indices.last { reading.parts[part].text = String(decoding: text, as: UTF8.self) }
        scanner.scan(text.span)
        words(text.span, into: &reading)
    }

    /// Takes text that is there and not seen: it counts as text too, and is shown apart.
    private mutating func takeHidden(_ text: [UInt8], into reading: inout Reading) {
        guard !text.isEmpty else { return }
        if GTUBE.isIn(text.span) { reading.containsGTUBE = true }
        if let part = reading.parts.indices.last {
            reading.parts[part].hiddenText = String(decoding: text, as: UTF8.self)
        }
        scanner.scan(text.span, traits: .hidden)
        words(text.span, into: &reading)
    }

    /// Writes the words of a part's text, and notes what is remarkable about them.
    private mutating func words(_ text: Span<UInt8>, into reading: inout Reading) {
        _ = writer.takeMarks()
        writer.words(text, .text)
        let marks = writer.takeMarks()
        if let part = reading.parts.indices.last { reading.parts[part].marks.formUnion(marks) }
    }

    /// Decodes a body's charset into the buffer of ``text``, which the caller puts back.
    private mutating func decodedText(_ body: Span<UInt8>, charset: [UInt8], limit: Int) -> [UInt8] {
        var text: [UInt8] = []
        swap(&text, &self.text)
        text.removeAll(keepingCapacity: text.capacity < 1 << 20)
        // Room for one more character, so that a text that ends at the limit is told from one that goes on.
        let limit = min(limit, .max - 4)
        if let defect = charsets.decode(body, label: charset.span, into: &text, limit: limit + 4) {
            defects.insert(defect)
        }
        if text.count > limit {
            defects.insert(.tooMuchText)
            let end = UTF8Text.prefixLength(text.span, limit: limit)
            text.removeSubrange(end...)
        }
        LineFeeds.normalize(&text)
        return text
    }

    private static func isParameter(_ contentType: ContentType, _ name: String, _ value: String) -> Bool {
        contentType.parameters.contains { parameter in
            parameter.name == name && parameter.value.map { $0 | 0x20 }.elementsEqual(value.utf8)
        }
    }

    static func isHTML(_ contentType: ContentType) -> Bool {
        contentType.subtype == "html" || contentType.subtype == "xhtml+xml"
    }

    /// Whether a leaf is read as text: also what should have been divided into parts and could not be.
    static func isText(_ contentType: ContentType) -> Bool {
        contentType.type == "text" || contentType.type == "message" || contentType.isMultipart
            || contentType.subtype == "xhtml+xml"
    }
}
