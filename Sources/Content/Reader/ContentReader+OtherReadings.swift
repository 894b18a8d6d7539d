import Evidence
import MIME

extension ContentReader {
    /// Reads for words and names what other mail readers may see of the message.
    mutating func readOthers(_ others: OtherLeaves, into reading: inout Reading) {
        for leaf in others.leaves where leaf.isShown {
            if leaf.isOtherPart { readNames(of: leaf.part, body: leaf.body.span, into: &reading) }
            // The part tree and its texts are those of the main reading.
            var other = Reading()
            if leaf.files.cuts.isEmpty {
                readBody(of: leaf.part, leaf.body.span, into: &other)
            } else {
                readBody(
                    of: leaf.part, EncodedText.words(of: leaf.body.span, without: leaf.files.cuts).span, into: &other)
            }
            readEmbedded(leaf.files, below: Self.path(of: leaf.part, below: []), outline: nil, into: &other)
            for attachment in other.attachments { listOnce(attachment, into: &reading) }
            reading.containsGTUBE = reading.containsGTUBE || other.containsGTUBE
        }
    }

    /// Lists a part of another reading, if it is an attachment.
    private mutating func readNames(of part: Part, body: Span<UInt8>, into reading: inout Reading) {
        let names = self.names(of: part)
        for name in names { StructureTokens.writeName(name.span, into: &writer) }
        guard !Self.isText(part.contentType) || !names.isEmpty || part.disposition?.isAttachment == true else { return }
        listOnce(
            attachment(
                names, declaredType: part.contentType.mediaType, detectedType: MagicBytes.mediaType(of: body), body),
            into: &reading)
    }

    /// Lists an attachment that is none of the part tree's, if none is listed alike.
    private mutating func listOnce(_ attachment: Attachment, into reading: inout Reading) {
        guard !reading.attachments.contains(attachment) else { return }
        guard reading.attachments.count < limits.attachments else {
            defects.insert(.tooManyAttachments)
            return
        }
        reading.attachments.append(attachment)
    }
}
