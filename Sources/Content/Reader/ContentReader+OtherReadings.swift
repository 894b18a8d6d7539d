import Evidence
import MIME

extension ContentReader {
    /// Reads for words and names what other mail readers may see of the message.
    mutating func readOthers(_ others: OtherLeaves, into reading: inout Reading) {
        for leaf in others.leaves where leaf.isShown {
            if leaf.isOtherPart { readNames(of: leaf.part, body: leaf.body.span, into: &reading) }
            // The part tree and its texts are those of the main reading.
            var other = Reading()
            readBody(of: leaf.part, leaf.body.span, into: &other)
            reading.containsGTUBE = reading.containsGTUBE || other.containsGTUBE
        }
    }

    /// Lists a part of another reading, if it is an attachment and none of its names and types is listed: how large a part
    /// is differs from reading to reading.
    private mutating func readNames(of part: Part, body: Span<UInt8>, into reading: inout Reading) {
        let names = self.names(of: part)
        for name in names { StructureTokens.writeName(name.span, into: &writer) }
        guard !Self.isText(part.contentType) || !names.isEmpty || part.disposition?.isAttachment == true else { return }
        let attachment = Attachment(
            names: names.map { String(decoding: $0, as: UTF8.self) },
            declaredType: String(decoding: part.contentType.mediaType.utf8.prefix(255), as: UTF8.self),
            detectedType: MagicBytes.mediaType(of: body), byteCount: body.count)
        let isListed = reading.attachments.contains {
            $0.names == attachment.names && $0.declaredType == attachment.declaredType
                && $0.detectedType == attachment.detectedType
        }
        guard !isListed else { return }
        guard reading.attachments.count < limits.attachments else {
            defects.insert(.tooManyAttachments)
            return
        }
        reading.attachments.append(attachment)
    }
}
