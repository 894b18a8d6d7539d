import Evidence
import MIME

extension ContentReader {
    /// Pages within the addresses of a part that are read.
    private static let mostPages = 8

    /// Takes the pages that stand in `data:` URIs, and in those of such pages: each is a leaf for the virus scanner, and its
    /// text and addresses count as the page's own.
    ///
    /// Leaves have the budget that encoded files leave. What is found of them but not read is ``Defect/tooMuchText``.
    ///
    /// - Complexity: O(n).
    mutating func readDataURIs(into page: inout HTMLContent) {
        guard page.marks.contains(.embeddedData) else { return }
        var addresses = page.links.map(\.value)
        var next = 0
        var count = 0
        while next < addresses.count {
            let address = addresses[next]
            next += 1
            guard let data = DataURI(address.span), data.isHTML else { continue }
            let (bytes, isWhole) = data.content(of: address.span, limit: pageBudget.limit)
            if !isWhole { defects.insert(pageBudget.breach) }
            guard pageBudget.take(bytes.count) else {
                defects.insert(.tooManyParts)
                return
            }
            pages.append(bytes)
            guard count < Self.mostPages, htmlLeft > 0 else {
                defects.insert(.tooMuchText)
                continue
            }
            count += 1
            let content = readPage(bytes.span)
            for inner in content.links { _ = scanner.add(inner) }
            if content.marks.contains(.embeddedData) { addresses += content.links.map(\.value) }
            page.marks.formUnion(content.marks)
            page.text += [0x0A] + content.text
            page.hiddenText += [0x0A] + content.hiddenText
        }
    }

    private mutating func readPage(_ bytes: Span<UInt8>) -> HTMLContent {
        let limit = min(limits.htmlBytes, htmlLeft)
        if bytes.count > limit { defects.insert(.oversizedHTML) }
        htmlLeft -= min(htmlLeft, bytes.count)
        var text: [UInt8] = []
        UTF8Text.append(bytes.extracting(first: min(bytes.count, limit)), to: &text, limit: limits.htmlBytes)
        var content = HTMLContent()
        defects.formUnion(
            htmlReader.read(text.span, into: &content, byteLimit: limits.htmlBytes, textLimit: textLeft))
        textLeft -= min(textLeft, content.text.count + content.hiddenText.count)
        return content
    }
}
