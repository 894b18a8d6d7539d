import CLibXML2
import Evidence
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
    private var textLimit = 0
    /// What each open element looks like; the first is the page itself.
    private var open = [Appearance()]
    private var sheet = StyleSheet()
    private var styleText: [UInt8] = []
    private var isInStyle = false
    /// The open link, by its place in ``HTMLContent/links``, and where its text begins.
    var anchor: (link: Int, textStart: Int)?
    /// The page's `<base href>`, if it is absolute.
    var base: [UInt8] = []

    /// Bytes of one `style` element that are read.
    private static let mostStyleBytes = 262_144

    init(depthLimit: Int) {
        self.depthLimit = depthLimit
    }

    /// Starts on a new part.
    func begin(textLimit: Int) {
        self.textLimit = textLimit
        open.removeAll(keepingCapacity: true)
        open.append(Appearance())
        sheet.removeAll()
        styleText.removeAll()
        isInStyle = false
        anchor = nil
        base = []
        stopped = false
        stopOffset = 0
    }

    /// The events that are asked for. Script and style come as `cdataBlock` and comments as `comment`: they are no
    /// text. Of style the rules are kept, the others are dropped.
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
        handler.cdataBlock = { context, bytes, count in
            guard let context, let bytes else { return }
            Unmanaged<HTMLCollector>.fromOpaque(context).takeUnretainedValue().style(bytes, Int(count))
        }
        return handler
    }

    private func startElement(
        _ name: UnsafePointer<xmlChar>, _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    ) {
        if stopped { return }
        if open.count > depthLimit {
            stopped = true
            if let parser {
                stopOffset = Int(xmlByteConsumed(parser))
                xmlStopParser(parser)
            }
            return
        }
        let tag = UnsafeBufferPointer(start: name, count: strlen(name))
        open.append(appearance(of: tag, attributes))
        if !HTMLNames.isInline(tag) { breakBlock() }
        isInStyle = HTMLNames.packed(tag) == Self.styleName
        append(tag, ending: 0)
        switch HTMLNames.packed(tag) {
        case Self.scriptName: content.marks.insert(.scripts)
        case Self.formName: content.marks.insert(.forms)
        case Self.metaName: meta(attributes)
        default: break
        }

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
        if isInStyle {
            isInStyle = false
            sheet.add(styleText.span)
            styleText.removeAll(keepingCapacity: true)
        }
        let tag = UnsafeBufferPointer(start: name, count: strlen(name))
        if HTMLNames.packed(tag) == Self.anchorName { endAnchor() }
        if !HTMLNames.isInline(tag) { breakBlock() }
        if open.count > 1 { open.removeLast() }
    }

    private func style(_ bytes: UnsafePointer<xmlChar>, _ count: Int) {
        guard isInStyle, !stopped, count > 0 else { return }
        let room = max(Self.mostStyleBytes - styleText.count, 0)
        styleText.append(contentsOf: UnsafeBufferPointer(start: bytes, count: min(count, room)))
    }

    /// What an element looks like: by the rules for it, its attributes and its own style, in this order.
    private func appearance(
        of tag: UnsafeBufferPointer<UInt8>, _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    ) -> Appearance {
        var attributed = StyleChange()
        var own = StyleChange()
        var classes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        var id = classes
        var next = attributes
        while let pair = next, let attribute = pair[0] {
            next = pair + 2
            let name = UnsafeBufferPointer(start: attribute, count: strlen(attribute))
            let value = UnsafeBufferPointer(start: pair[1], count: pair[1].map { strlen($0) } ?? 0)
            switch HTMLNames.packed(name) {
            case Self.styleName: own.override(with: StyleChange(declarations: value.span))
            case Self.className: classes = value
            case Self.idName: id = value
            default: attributed.take(name, of: tag, value.span)
            }
        }
        attributed.override(with: sheet.change(tag: tag.span, classes: classes.span, id: id.span))
        attributed.override(with: own)
        return look.within(attributed)
    }

    /// What text looks like here.
    var look: Appearance { open.last ?? Appearance() }

    private static let styleName = HTMLNames.packed("style")
    private static let className = HTMLNames.packed("class")
    private static let idName = HTMLNames.packed("id")
    private static let scriptName = HTMLNames.packed("script")
    private static let formName = HTMLNames.packed("form")
    private static let metaName = HTMLNames.packed("meta")
    static let anchorName = HTMLNames.packed("a")

    private func characters(_ bytes: UnsafePointer<xmlChar>, _ count: Int) {
        if stopped { return }
        let room = max(textLimit - content.text.count - content.hiddenText.count, 0)
        let kept = UTF8Text.prefixLength(UnsafeBufferPointer(start: bytes, count: count).span, limit: room)
        let piece = UnsafeBufferPointer(start: bytes, count: kept)
        if look.isHidden {
            content.hiddenText.append(contentsOf: piece)
        } else {
            // What is hidden on both sides of this stands apart.
            breakWord(in: &content.hiddenText)
            content.text.append(contentsOf: piece)
        }
    }

    private func attribute(
        _ name: UnsafeBufferPointer<UInt8>, of tag: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>
    ) {
        guard !value.isEmpty else { return }
        switch HTMLNames.kind(of: name) {
        case .link:
            link(HTMLNames.packed(name), of: HTMLNames.packed(tag), Array(value))
        case .sourceSet:
            for address in HTMLAddresses.sourceSet(value.span) { addLink(address, .resource) }
        case .script:
            content.marks.insert(.scripts)
        case .text:
            breakBlock()
            value.baseAddress.map { characters($0, value.count) }
            breakBlock()
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

    /// Separates what stands before an element, or its end, from what follows: not in the text that is seen if the element
    /// is not even there.
    private func breakBlock() {
        breakWord(in: &content.hiddenText)
        if !look.isRemoved { breakWord(in: &content.text) }
    }

    /// Separates what stands before from what follows, unless a line's end does already.
    private func breakWord(in text: inout [UInt8]) {
        if let last = text.last, last != 0x0A, text.count < textLimit { text.append(0x0A) }
    }

    /// Adds a markup token's text in lower case and without white space, at most 48 bytes of it.
    private func markup(_ prefix: StaticString, _ text: Slice<UnsafeBufferPointer<UInt8>>) {
        prefix.withUTF8Buffer { content.markup.append(contentsOf: $0) }
        for byte in text.prefix(48) where byte > 0x20 {
            content.markup.append(ASCII.lower(byte))
        }
        content.markup.append(0)
    }

    private func append(_ name: UnsafeBufferPointer<UInt8>, ending: UInt8) {
        content.markup.append(contentsOf: UnsafeBufferPointer(rebasing: name.prefix(32)))
        content.markup.append(ending)
    }
}
