import CLibXML2
import Evidence
import Glibc

extension HTMLCollector {
    /// Takes an attribute that holds an address.
    func link(_ name: UInt64, of tag: UInt64, _ value: [UInt8]) {
        switch (tag, name) {
        case (Self.anchorName, Self.hrefName), (Self.areaName, Self.hrefName):
            addLink(value, .anchor)
            if tag == Self.anchorName { anchor = (content.links.count - 1, content.text.count) }
        case (_, Self.actionName), (_, Self.formActionName):
            addLink(value, .form)
        case (Self.baseName, Self.hrefName):
            addLink(value, .resource)
            if base.isEmpty, HTMLAddresses.hasScheme(value, "http") || HTMLAddresses.hasScheme(value, "https") {
                base = NormalizedURL(value.span, limit: 2_048).bytes
            }
        default:
            addLink(value, .resource)
        }
    }

    /// Takes the text of a link that ends.
    func endAnchor() {
        guard let anchor else { return }
        self.anchor = nil
        guard content.links.indices.contains(anchor.link), anchor.textStart < content.text.count else { return }
        content.links[anchor.link].text = Array(content.text[anchor.textStart...].prefix(ClaimedHost.longestText))
    }

    /// Takes the address that a page goes to by itself.
    func meta(_ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?) {
        var isRefresh = false
        var value = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        var next = attributes
        while let pair = next, let attribute = pair[0] {
            next = pair + 2
            let name = UnsafeBufferPointer(start: attribute, count: strlen(attribute))
            let text = UnsafeBufferPointer(start: pair[1], count: pair[1].map { strlen($0) } ?? 0)
            switch HTMLNames.packed(name) {
            case Self.httpEquivalent: isRefresh = text.count == 7 && text.map(ASCII.lower) == Self.refresh
            case Self.contentName: value = text
            default: break
            }
        }
        guard isRefresh else { return }
        let address = HTMLAddresses.refresh(value.span)
        guard !address.isEmpty else { return }
        content.marks.insert(.refresh)
        addLink(address, .refresh)
    }

    /// Takes an address of the page.
    func addLink(_ address: [UInt8], _ kind: HTMLLink.Kind) {
        var value =
            HTMLAddresses.isRelative(address) && !base.isEmpty
            ? HTMLAddresses.resolved(address, by: base) : address
        if HTMLAddresses.hasScheme(address, "data") {
            content.marks.insert(.embeddedData)
            value = HTMLAddresses.stripped(address)
        }
        if HTMLAddresses.hasScheme(address, "javascript") { content.marks.insert(.scripts) }
        content.links.append(HTMLLink(value: value, kind: kind, isHidden: look.isHidden))
    }

    private static let baseName = HTMLNames.packed("base")
    private static let areaName = HTMLNames.packed("area")
    private static let hrefName = HTMLNames.packed("href")
    private static let actionName = HTMLNames.packed("action")
    private static let formActionName = HTMLNames.packed("formaction")
    private static let httpEquivalent = HTMLNames.packed("http-equiv")
    private static let contentName = HTMLNames.packed("content")
    private static let refresh = Array("refresh".utf8)
}
