import MIME
import MailObject
import TestSupport
import Testing

/// The laws over every message there is, in CRLF and LF form.
@Suite(.timeLimit(.minutes(20))) struct CorpusLawTests {
    /// What must be equal in both forms.
    private struct Shape: Equatable {
        var parents: [Int?]
        var types: [ContentType]
        var encodings: [TransferEncoding]
        var dispositions: [ContentDisposition?]
        var defects: [[Defect]]
        var bodies: [[UInt8]]
        var fields: [[[UInt8]]]

        init(_ message: Message, _ bytes: [UInt8]) {
            parents = message.parts.map(\.parent)
            types = message.parts.map(\.contentType)
            encodings = message.parts.map(\.transferEncoding)
            dispositions = message.parts.map(\.disposition)
            defects = message.parts.map(\.defects)
            bodies = message.parts.map { part in
                guard part.children.isEmpty else { return [] }
                return message.decodedBody(of: part.index, in: bytes.span).bytes.filter { $0 != 0x0D }
            }
            fields = message.parts.map { part in
                message.withSource(of: part.index, in: bytes.span) { source in
                    part.fields.flatMap { [Array($0.lowercasedName(in: source).utf8), $0.unfoldedValue(in: source)] }
                }
            }
        }
    }

    private func check(_ name: String, _ original: [UInt8]) {
        let crlf = LineForms.crlf(original)
        let lf = LineForms.withoutCR(crlf)
        let message = MessageParser.parse(crlf.span)
        let other = MessageParser.parse(lf.span)
        checkRanges(name, message, crlf)
        checkRanges(name, other, lf)
        if Shape(message, crlf) != Shape(other, lf) { Issue.record("\(name): CRLF and LF read differently") }
        checkHeader(name, message, crlf)
        checkHeader(name, other, lf)
        checkEdits(name, crlf)
    }

    private func checkRanges(_ name: String, _ message: Message, _ bytes: [UInt8]) {
        for (index, part) in message.parts.enumerated() {
            let count = part.source == 0 ? bytes.count : message.embedded[part.source - 1].count
            var isSound =
                part.index == index && part.header.upperBound <= part.body.lowerBound
                && part.body.upperBound <= count && part.children.allSatisfy { message.parts[$0].parent == index }
            for field in part.fields {
                isSound =
                    isSound && part.header.contains(field.whole) && field.whole.contains(field.name)
                    && field.whole.contains(field.value) && field.name.upperBound < field.value.lowerBound + 1
            }
            if let parent = part.parent {
                let outer = message.parts[parent]
                isSound = isSound && parent < index && part.depth == outer.depth + 1
                if outer.source == part.source {
                    isSound = isSound && outer.body.contains(part.header) && outer.body.contains(part.body)
                }
            }
            if !isSound { Issue.record("\(name): part \(index) is not where it should be") }
        }
    }

    /// The daemon's scanner and the parser see the same fields.
    private func checkHeader(_ name: String, _ message: Message, _ bytes: [UInt8]) {
        var fields: [Field] = []
        let end = HeaderFields.scan(bytes.span) { fields.append($0) }
        if fields != message.parts[0].fields || end != message.parts[0].header.upperBound {
            Issue.record("\(name): the two readings of the header differ")
        }
        if let found = HeaderFields.end(in: bytes.span), found != end {
            Issue.record("\(name): the header has two ends")
        }
    }

    /// Law 3: what comes out is what came in, but for the edits; and nothing that was to go is left.
    private func checkEdits(_ name: String, _ bytes: [UInt8]) {
        let none = EditedHeader.pieces(of: HeaderEdits(), in: bytes.span, byteCount: bytes.count)
        if none != (bytes.isEmpty ? [] : [.range(0..<bytes.count)]) {
            Issue.record("\(name): no edits change something")
        }
        let inserted = HeaderField(name: "X-Test", value: "yes")
        let edits = HeaderEdits(insertions: [inserted], deletions: ["received", "x-*", "subject"])
        guard let pieces = EditedHeader.pieces(of: edits, in: bytes.span, byteCount: bytes.count) else {
            Issue.record("\(name): the whole content was given, and more is wanted")
            return
        }
        var expected = inserted.bytes
        var kept = 0
        HeaderFields.scan(bytes.span) { field in
            guard edits.deletes(field.lowercasedName(in: bytes.span)) else { return }
            expected += bytes[kept..<field.whole.lowerBound]
            kept = field.whole.upperBound
        }
        expected += bytes[kept...]
        if bytes.applying(pieces) != expected { Issue.record("\(name): edits change something else") }
    }

    @Test(
        "Laws 3 and 7: every message of the corpora is read alike in CRLF and LF, within itself, and edited exactly",
        .enabled(if: Corpora.hasShared, "the shared corpora are not here"),
        arguments: ["spamassassin", "phishing", "mime"])
    func corpora(_ corpus: String) throws {
        let files =
            switch corpus {
            case "spamassassin": Corpora.spamAssassin
            case "phishing": Corpora.phishing
            default: Corpora.mime
            }
        for file in files {
            let (name, bytes) = try [file].contents()[0]
            check(name, bytes)
        }
        #expect(!files.isEmpty)
    }

    @Test("Laws 3 and 7 hold for random bytes that look like mail", arguments: 0..<20)
    func random(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for size in [0, 1, 2, 10, 50, 200, 1_000, 5_000] {
            for round in 0..<10 {
                check("seed \(seed) size \(size) round \(round)", generator.mailLikeBytes(count: size))
            }
        }
    }

    @Test("Law 7: every beginning of a message is a message")
    func everyCut() {
        let text = """
            From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>
            Subject: x
            Content-Type: multipart/mixed; boundary="b c"; charset*0*=utf-8''%41; charset*1=b

            pre
            --b c
            Content-Type: message/rfc822
            Content-Transfer-Encoding: base64

            U3ViamVjdDogeAoKaW5uZXI=
            --b c
            Content-Type: message/rfc822

            Subject: y

            =C3=A4
            --b c--
            end
            """
        let bytes = LineForms.crlf(Array(text.utf8))
        for end in 0...bytes.count { check("cut at \(end)", Array(bytes[..<end])) }
    }
}

extension Range<Int> {
    fileprivate func contains(_ inner: Range<Int>) -> Bool {
        lowerBound <= inner.lowerBound && inner.upperBound <= upperBound
    }
}

extension [UInt8] {
    /// The content that the pieces of an edit make.
    func applying(_ pieces: [EditPiece]) -> [UInt8] {
        pieces.flatMap { piece in
            switch piece {
            case .bytes(let bytes): bytes
            case .range(let range): Array(self[range])
            }
        }
    }
}
