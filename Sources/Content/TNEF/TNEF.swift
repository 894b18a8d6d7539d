import Evidence
import MIME

/// TNEF, Microsoft's own container for what MIME has no form for: `winmail.dat`.
///
/// A stream is a list of attributes, each with a level, an identifier, a length and a checksum. Those of a message may
/// hold its text; each attachment begins with an attribute of its own. Either may have a list of MAPI properties.
///
/// Source: MS-OXTNEF §2.1.
struct TNEF {
    /// The texts and the attachments, in order. What stands in a stream twice is there twice.
    private(set) var files: [EmbeddedFile] = []
    /// What is broken in the stream.
    private(set) var defects = DefectSet()

    private var budget: EmbeddedBudget
    /// The charset of texts that are not Unicode.
    private var codePage = ""
    /// Of the attachment that is being read.
    private var attachment = TNEFAttachment()

    /// Whether bytes are a stream, by the signature that begins them.
    static func isOne(_ bytes: Span<UInt8>) -> Bool {
        signature.count <= bytes.count && signature.indices.allSatisfy { bytes[$0] == signature[$0] }
    }

    /// Reads a stream; nil if it does not begin with the signature.
    ///
    /// - Complexity: O(n).
    static func read(_ bytes: Span<UInt8>, budget: inout EmbeddedBudget) -> TNEF? {
        guard isOne(bytes) else { return nil }
        var stream = TNEF(budget: budget)
        stream.readAttributes(bytes)
        stream.finishAttachment()
        budget = stream.budget
        return stream
    }

    private init(budget: EmbeddedBudget) {
        self.budget = budget
    }

    private mutating func readAttributes(_ bytes: Span<UInt8>) {
        var cursor = LittleEndianCursor()
        // The signature and a key that nobody reads.
        guard cursor.range(6, in: bytes) != nil else {
            defects.insert(.malformedTNEF)
            return
        }
        while cursor.left(in: bytes) > 0 {
            guard cursor.byte(in: bytes) != nil, let tag = cursor.uint32(in: bytes),
                let length = cursor.uint32(in: bytes)
            else {
                defects.insert(.malformedTNEF)
                return
            }
            let attribute = TNEFAttribute(rawValue: UInt16(truncatingIfNeeded: tag))
            guard let range = cursor.range(Int(length), in: bytes) else {
                // What is there of the last attribute is looked at all the same.
                defects.insert(.malformedTNEF)
                read(attribute, bytes.extracting(droppingFirst: cursor.position))
                return
            }
            let value = bytes.extracting(range)
            if let stated = cursor.uint16(in: bytes) {
                if stated != Self.checksum(value) { defects.insert(.encodedFileChecksumDiffers) }
            } else {
                defects.insert(.malformedTNEF)
            }
            read(attribute, value)
        }
    }

    private mutating func read(_ attribute: TNEFAttribute?, _ value: Span<UInt8>) {
        switch attribute {
        case .codePage:
            var cursor = LittleEndianCursor()
            codePage = cursor.uint32(in: value).map(CodePage.label) ?? ""
        case .body:
            addText(value, subtype: "plain", charset: codePage)
        case .messageProperties:
            readProperties(value) { stream, property, value in stream.readMessage(property, value) }
        case .attachmentBegins:
            finishAttachment()
        case .attachmentTitle:
            attachment.add(name: value, charset: codePage)
        case .attachmentData:
            attachment.data.append(Array(copying: value, limit: budget.limit))
            if value.count > budget.limit { attachment.defects.insert(budget.breach) }
        case .attachmentProperties:
            readProperties(value) { stream, property, value in stream.readAttachment(property, value) }
        case nil:
            break
        }
    }

    private mutating func readProperties(
        _ list: Span<UInt8>, _ take: (inout TNEF, MAPIProperty, Span<UInt8>) -> Void
    ) {
        var properties = MAPIProperties()
        while let (property, range) = properties.next(in: list) { take(&self, property, list.extracting(range)) }
        if properties.isMalformed { defects.insert(.malformedTNEF) }
    }

    private mutating func readMessage(_ property: MAPIProperty, _ value: Span<UInt8>) {
        let charset = property.isUnicode ? "utf-16le" : codePage
        switch property.name {
        case .body: addText(value, subtype: "plain", charset: charset)
        case .bodyHTML: addText(value, subtype: "html", charset: property.isText ? charset : "")
        case .compressedRTF:
            let (text, found) = CompressedRTF.decode(value, limit: budget.limit, breach: budget.breach)
            var file = EmbeddedFile(
                form: .tnef, contentType: ContentType(type: "text", subtype: "rtf"), isBody: true, bytes: text)
            file.defects = found
            admit(file)
        default: break
        }
    }

    private mutating func readAttachment(_ property: MAPIProperty, _ value: Span<UInt8>) {
        let charset = property.isUnicode ? "utf-16le" : codePage
        switch property.name {
        case .longFileName, .fileName, .displayName: attachment.add(name: value, charset: charset)
        case .attachmentType:
            let end = ByteScan.firstIndex(of: 0, in: value) ?? value.count
            let type = Array(copying: value.extracting(0..<end), limit: 255)
            attachment.contentType = ContentType.parse(type).contentType
        case .attachmentData:
            // An object has the identifier of its interface in front.
            let data = property.isObject ? value.extracting(droppingFirst: min(16, value.count)) : value
            attachment.data.append(Array(copying: data, limit: budget.limit))
            if data.count > budget.limit { attachment.defects.insert(budget.breach) }
        default: break
        }
    }

    private mutating func finishAttachment() {
        // One that lies elsewhere has a name only.
        if attachment.data.isEmpty, !attachment.names.isEmpty { attachment.data.append([]) }
        for data in attachment.data {
            admit(
                EmbeddedFile(
                    form: .tnef, names: attachment.names, contentType: attachment.contentType, bytes: data,
                    defects: attachment.defects))
        }
        attachment = TNEFAttachment()
    }

    private mutating func addText(_ value: Span<UInt8>, subtype: String, charset: String) {
        let type = charset.isEmpty ? "text/\(subtype)" : "text/\(subtype); charset=\(charset)"
        var file = EmbeddedFile(
            form: .tnef, contentType: ContentType.parse(Array(type.utf8)).contentType, isBody: true,
            bytes: Array(copying: value, limit: budget.limit))
        if value.count > budget.limit { file.defects.insert(budget.breach) }
        admit(file)
    }

    private mutating func admit(_ file: EmbeddedFile) {
        guard budget.take(file.bytes.count) else {
            defects.insert(.tooManyParts)
            return
        }
        files.append(file)
    }

    private static let signature: [UInt8] = [0x78, 0x9F, 0x3E, 0x22]

    private static func checksum(_ bytes: Span<UInt8>) -> UInt16 {
        var sum: UInt16 = 0
        for index in 0..<bytes.count { sum &+= UInt16(bytes[index]) }
        return sum
    }
}
