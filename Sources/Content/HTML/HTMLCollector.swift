import CLibXML2
import Glibc

/// Receives libxml2's events for one HTML part and gathers them into an ``HTMLContent``.
///
/// A class, for the parser's callbacks reach it through a pointer.
final class HTMLCollector {
    var content = HTMLContent()
    /// The running parser, to stop it; nil outside a run.
    var parser: htmlParserCtxtPtr?
    /// Whether the depth limit stopped the parser, and how many bytes it had read then.
    private(set) var stopped = false
    private(set) var stopOffset = 0

    private let depthLimit: Int
    private var depth = 0
    private var textLimit = 0

    init(depthLimit: Int) {
        self.depthLimit = depthLimit
    }

    /// Starts on a new part.
    func begin(textLimit: Int) {
        self.textLimit = textLimit
        depth = 0
        stopped = false
        stopOffset = 0
    }

    /// The events that are asked for. Script and style come as `cdataBlock` and comments as `comment`: they are no
    /// text, and without a callback they are dropped.
    static var handler: htmlSAXHandler {
        var handler = htmlSAXHandler()
        handler.startElement = { context, name, attributes in
            guard let context, let name else { return }
            Unmanaged<HTMLCollector>.fromOpaque(context).takeUnretainedValue().startElement(name, attributes)
        }
        handler.endElement = { context, name in
            guard let context, let name else { return }
            Unmanaged<HTMLCollector>.fromOpaque(context).takeUnretainedValue().endElement(name)
        }
        handler.characters = { context, bytes, count in
            guard let context, let bytes else { return }
            Unmanaged<HTMLCollector>.fromOpaque(context).takeUnretainedValue().characters(bytes, Int(count))
        }
        handler.ignorableWhitespace = handler.characters
        handler.cdataBlock = { _, _, _ in }
        return handler
    }

    private func startElement(
        _ name: UnsafePointer<xmlChar>, _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    ) {
        if stopped { return }
        depth += 1
        if depth > depthLimit {
            stopped = true
            if let parser {
                stopOffset = Int(xmlByteConsumed(parser))
                xmlStopParser(parser)
            }
            return
        }
        let tag = UnsafeBufferPointer(start: name, count: strlen(name))
        if !HTMLNames.isInline(tag) { breakWord() }
        append(tag, ending: 0)

        guard var next = attributes else { return }
        while let attribute = next.pointee {
            let value = next[1]
            next += 2
            self.attribute(
                UnsafeBufferPointer(start: attribute, count: strlen(attribute)),
                of: tag, value: UnsafeBufferPointer(start: value, count: value.map { strlen($0) } ?? 0))
        }
    }

    private func endElement(_ name: UnsafePointer<xmlChar>) {
        depth -= 1
        if !HTMLNames.isInline(UnsafeBufferPointer(start: name, count: strlen(name))) { breakWord() }
    }

    private func characters(_ bytes: UnsafePointer<xmlChar>, _ count: Int) {
        if stopped { return }
        let room = max(textLimit - content.text.count, 0)
        let kept = UTF8Text.prefixLength(UnsafeBufferPointer(start: bytes, count: count).span, limit: room)
        content.text.append(contentsOf: UnsafeBufferPointer(start: bytes, count: kept))
    }

    private func attribute(
        _ name: UnsafeBufferPointer<UInt8>, of tag: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>
    ) {
        guard !value.isEmpty else { return }
        switch HTMLNames.kind(of: name) {
        case .link:
            content.links.append(Array(value))
        case .text:
            breakWord()
            value.baseAddress.map { characters($0, value.count) }
            breakWord()
        case .opaque:
            break
        case .style:
            for declaration in value.split(separator: 0x3B) {
                markup("style:", declaration)
            }
        case .plain:
            if value.count <= 40 {
                append(tag, ending: 0x2E)
                append(name, ending: 0x3D)
                markup("", value[...])
            }
        }
    }

    /// Separates what stands before from what follows, unless a space does already.
    private func breakWord() {
        if let last = content.text.last, last != 0x0A, content.text.count < textLimit { content.text.append(0x0A) }
    }

    /// Adds a markup token's text in lower case and without white space, at most 48 bytes of it.
    private func markup(_ prefix: StaticString, _ text: Slice<UnsafeBufferPointer<UInt8>>) {
        prefix.withUTF8Buffer { content.markup.append(contentsOf: $0) }
        for byte in text.prefix(48) where byte > 0x20 {
            content.markup.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
        }
        content.markup.append(0)
    }

    private func append(_ name: UnsafeBufferPointer<UInt8>, ending: UInt8) {
        content.markup.append(contentsOf: UnsafeBufferPointer(rebasing: name.prefix(32)))
        content.markup.append(ending)
    }
}
