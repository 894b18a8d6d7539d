import Evidence
import MIME

/// Everything `tamis inspect` shows of one message; the shape of its `--json`.
struct InspectAnswer: Codable, Sendable, Equatable {
    struct Part: Codable, Sendable, Equatable {
        /// Its place in the tree: 1 is the message itself, 1.2 the second part in it.
        let number: String
        /// What it declares; empty where it is a file encoded in a part and declares none.
        let mediaType: String
        /// Nil where it declares none.
        let charset: String?
        /// Its Content-Transfer-Encoding; `unknown` where that is none of RFC 2045. Where it is no part but a file in one,
        /// how it stood there: `uuencode`, `begin-base64`, `yEnc`, `BinHex`, `TNEF`.
        let encoding: String
        /// Nil where it declares none.
        let disposition: String?
        /// Decoded where it is a leaf.
        let bytes: Int
        /// Nil where it is no attachment.
        let attachment: Attachment?
        /// What is broken in it, not in the parts in it.
        let defects: [String]
        /// What was split into words; nil where it is no text.
        let text: String?
        /// What HTML has besides that no person sees; nil where there is none.
        let hiddenText: String?
        /// What is remarkable about its text or page.
        let marks: [String]
    }

    struct Attachment: Codable, Sendable, Equatable {
        /// Every name that a mail program might show.
        let names: [String]
        /// What its first bytes say; nil where they say nothing.
        let detectedType: String?
        /// The SHA-256 of its decoded bytes in 64 hexadecimal digits; nil where there is none.
        let sha256: String?
    }

    struct BadHeader: Codable, Sendable, Equatable {
        /// amavis' minor code.
        let code: Int
        let rule: String
        /// Nil where it is not one field that breaks the rule.
        let field: String?
    }

    struct URL: Codable, Sendable, Equatable {
        /// As a browser goes to it.
        let url: String
        /// As it is written there; nil where only the case of letters differs.
        let written: String?
        /// The domain that was registered; nil where it has none.
        let domain: String?
        /// The host in Unicode; nil where it is none beyond ASCII.
        let unicodeHost: String?
        /// The domain that the text of a link to it names, where it is another; else nil.
        let claimedDomain: String?
        /// What is odd about it.
        let traits: [String]
    }

    struct Token: Codable, Sendable, Equatable {
        let section: String
        let text: String
    }

    let messageID: String
    let from: String
    let subject: String
    let containsGTUBE: Bool
    let parts: [Part]
    /// The files in archives.
    let archivedFiles: [ArchivedFile]
    /// Why archives could not be looked into.
    let archiveObstacles: [String]
    /// Those of all parts, each once.
    let defects: [String]
    /// The defects that may hide content: a message with one of them is unchecked.
    let hidingDefects: [String]
    /// The rules for headers that its own header breaks.
    let badHeaders: [BadHeader]
    let urls: [URL]
    /// By section, and in it by text.
    let tokens: [Token]
}

extension InspectAnswer {
    /// What a command shows of a reading with details.
    init(_ reading: Reading, _ archives: ArchiveListing) {
        var numbers: [String] = []
        var children = [Int](repeating: 0, count: reading.parts.count)
        for part in reading.parts {
            guard let parent = part.parent else {
                numbers.append("1")
                continue
            }
            children[parent] += 1
            numbers.append("\(numbers[parent]).\(children[parent])")
        }
        messageID = reading.messageID
        from = reading.from
        subject = reading.subject
        containsGTUBE = reading.containsGTUBE
        parts = zip(numbers, reading.parts).map { number, part in
            Part(number: number, part, attachments: reading.attachments)
        }
        archivedFiles = ArchivedFile.all(in: archives, of: reading.attachments)
        archiveObstacles = archives.obstacles
        defects = reading.defects.map(\.name)
        hidingDefects = reading.defects.filter(\.hidesContent).map(\.name)
        badHeaders = reading.badHeaders.map { bad in
            BadHeader(
                code: Int(bad.rule.rawValue), rule: bad.rule.name, field: bad.field.isEmpty ? nil : bad.field)
        }
        urls = reading.urls.map { URL($0) }
        tokens = zip(reading.tokens, reading.tokenTexts)
            .sorted { ($0.0.section.rawValue, $0.1) < ($1.0.section.rawValue, $1.1) }
            .map { Token(section: "\($0.section)", text: $1) }
    }
}

extension InspectAnswer.URL {
    fileprivate init(_ found: FoundURL) {
        url = found.text
        written = found.written.isEmpty ? nil : found.written
        domain = found.domain.isEmpty ? nil : found.domain
        unicodeHost = found.unicodeHost.isEmpty ? nil : found.unicodeHost
        claimedDomain = found.claimedDomain.isEmpty ? nil : found.claimedDomain
        traits = found.traits.names
    }
}

extension InspectAnswer.Part {
    fileprivate init(number: String, _ part: PartOutline, attachments: [Evidence.Attachment]) {
        func declared(_ value: String) -> String? { value.isEmpty ? nil : value }
        self.number = number
        mediaType = part.mediaType
        charset = declared(part.charset)
        encoding = part.embeddedForm?.name ?? part.encoding.name
        disposition = declared(part.disposition)
        bytes = part.byteCount
        attachment = part.attachment.map { index in
            InspectAnswer.Attachment(
                names: attachments[index].names, detectedType: declared(attachments[index].detectedType),
                sha256: declared(Self.hexadecimal(attachments[index].sha256)))
        }
        defects = part.defects.map(\.name)
        text = declared(part.text)
        hiddenText = declared(part.hiddenText)
        marks = part.marks.names
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
