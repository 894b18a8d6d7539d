import Evidence
import MIME

extension ContentReader {
    /// Pages within the addresses of a page that are read.
    private static let mostDataURIs = 8

    /// Reads the pages that stand in `data:` URIs, whose text and addresses count as the page's own. Pages within those
    /// are not read.
    ///
    /// - Complexity: O(n).
    mutating func readDataURIs(into page: inout HTMLContent) {
        var count = 0
        var content = HTMLContent()
        for link in page.links where count < Self.mostDataURIs && htmlLeft > 0 {
            guard let data = DataURI(link.value.span, limit: min(limits.htmlBytes, htmlLeft)), data.isHTML else {
                continue
            }
            count += 1
            htmlLeft -= min(htmlLeft, data.content.count)
            var text: [UInt8] = []
            UTF8Text.append(data.content.span, to: &text, limit: limits.htmlBytes)
            defects.formUnion(
                htmlReader.read(text.span, into: &content, byteLimit: limits.htmlBytes, textLimit: textLeft))
            textLeft -= min(textLeft, content.text.count + content.hiddenText.count)
            for inner in content.links { _ = scanner.add(inner) }
            page.marks.formUnion(content.marks)
            page.text += [0x0A] + content.text
            page.hiddenText += [0x0A] + content.hiddenText
        }
    }
}
