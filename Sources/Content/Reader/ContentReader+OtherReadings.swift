import Evidence
import MIME

extension ContentReader {
    /// Reads for words and names what other mail readers may see of the message.
    mutating func readOthers(_ others: OtherLeaves, into reading: inout Reading) {
        for leaf in others.leaves where leaf.isShown {
            if leaf.isOtherPart { readNames(of: leaf.part, body: leaf.body.span, into: &reading) }
            // The part tree and its texts are those of the main reading.
            var other = Reading()
            let listed = containers
            containers = [:]
            if leaf.files.cuts.isEmpty {
                readBody(of: leaf.part, leaf.body.span, into: &other)
            } else {
                readBody(
                    of: leaf.part, EncodedText.words(of: leaf.body.span, without: leaf.files.cuts).span, into: &other)
            }
            readEmbedded(leaf.files, below: Self.path(of: leaf.part, below: []), outline: nil, into: &other)
            let found = containers
            containers = listed
            for (place, attachment) in other.attachments.enumerated() {
                let key = found.first { $0.value.contains(place) }?.key
                listOnce(attachment, key, into: &reading)
            }
            reading.containsGTUBE = reading.containsGTUBE || other.containsGTUBE
        }
    }

    /// Lists a part of another reading, if it is an attachment.
    private mutating func readNames(of part: Part, body: Span<UInt8>, into reading: inout Reading) {
        let names = self.names(of: part)
        for name in names { StructureTokens.writeName(name.span, into: &writer) }
        guard !Self.isText(part.contentType) || !names.isEmpty || part.disposition?.isAttachment == true else { return }
        let attachment = attachment(
            names, declaredType: part.contentType.mediaType, detectedType: MagicBytes.mediaType(of: body), body)
        listOnce(attachment, Self.containerKey(of: attachment, body), into: &reading)
    }

    /// Lists an attachment that is none of the part tree's, if none is listed alike.
    ///
    /// - Parameter container: the key of its bytes, if it holds files.
    private mutating func listOnce(_ attachment: Attachment, _ container: BytesKey?, into reading: inout Reading) {
        guard !reading.attachments.contains(attachment) else { return }
        guard reading.attachments.count < limits.attachments else {
            defects.insert(.tooManyAttachments)
            return
        }
        if let container { containers[container, default: []].append(reading.attachments.count) }
        reading.attachments.append(attachment)
    }
}
