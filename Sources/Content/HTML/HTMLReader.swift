import CLibXML2
import Evidence
import MIME

/// Reads HTML with libxml2's event parser, which builds no tree: linear, under caps on bytes, depth and attributes.
///
/// Behind a cap only the tags are taken out, so that no text is lost, and a defect is recorded.
struct HTMLReader {
    private let limits: ReadingLimits
    private let collector: HTMLCollector
    private var cleaned: [UInt8] = []

    init(limits: ReadingLimits) {
        xmlInitParser()
        self.limits = limits
        collector = HTMLCollector(depthLimit: limits.htmlDepth)
    }

    /// Reads one part's HTML, already UTF-8, into `content`: at most `byteLimit` bytes are parsed, and the text is cut at
    /// `textLimit` bytes.
    ///
    /// - Returns: which caps were reached.
    /// - Complexity: O(n) within the limits.
    mutating func read(_ html: Span<UInt8>, into content: inout HTMLContent, byteLimit: Int, textLimit: Int)
        -> DefectSet
    {
        var defects = DefectSet()
        content.removeAll()
        var end = html.count
        if end > byteLimit {
            defects.insert(.oversizedHTML)
            end = UTF8Text.prefixLength(html, limit: byteLimit)
        }
        if let tag = HTMLPrescan.firstOversizedTag(in: html.extracting(0..<end), limit: limits.htmlAttributes) {
            defects.insert(.tooManyHTMLAttributes)
            end = tag
        }
        let consumed = parse(html.extracting(0..<end), into: &content, textLimit: textLimit)
        if consumed < end { defects.insert(.htmlTooDeep) }
        TagStripper.append(html.extracting(consumed..<html.count), to: &content.text, limit: textLimit)
        return defects
    }

    /// Parses with libxml2 and returns how far it came.
    private mutating func parse(_ html: Span<UInt8>, into content: inout HTMLContent, textLimit: Int) -> Int {
        guard html.count > 0 else { return 0 }
        // A NUL ends the parser's words in the wrong places.
        if ByteScan.firstIndex(of: 0, in: html) == nil {
            return run(html, into: &content, textLimit: textLimit)
        }
        cleaned.removeAll(keepingCapacity: true)
        html.withUnsafeBufferPointer { cleaned.append(contentsOf: $0) }
        for index in cleaned.indices where cleaned[index] == 0 { cleaned[index] = 0x20 }
        return run(cleaned.span, into: &content, textLimit: textLimit)
    }

    private func run(_ html: Span<UInt8>, into content: inout HTMLContent, textLimit: Int) -> Int {
        // The collector owns the buffers while the parser calls it: a struct behind a pointer would be copied.
        swap(&collector.content, &content)
        defer { swap(&collector.content, &content) }
        collector.begin(textLimit: textLimit)

        var handler = HTMLCollector.handler
        let context = Unmanaged.passUnretained(collector).toOpaque()
        guard let parser = htmlCreatePushParserCtxt(&handler, context, nil, 0, nil, XML_CHAR_ENCODING_UTF8) else {
            return 0
        }
        defer { htmlFreeParserCtxt(parser) }
        let options =
            HTML_PARSE_NONET.rawValue | HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue
            | HTML_PARSE_NOWARNING.rawValue | HTML_PARSE_IGNORE_ENC.rawValue
        htmlCtxtUseOptions(parser, Int32(bitPattern: options))
        collector.parser = parser
        defer { collector.parser = nil }
        html.withUnsafeBytes { raw in
            let bytes = raw.assumingMemoryBound(to: CChar.self)
            _ = htmlParseChunk(parser, bytes.baseAddress, Int32(clamping: bytes.count), 0)
            if !collector.stopped { _ = htmlParseChunk(parser, nil, 0, 1) }
        }
        return collector.stopped ? min(max(collector.stopOffset, 0), html.count) : html.count
    }
}
