import TestSupport
import Testing

/// The laws over every message there is, in CRLF and LF form.
@Suite(.timeLimit(.minutes(20))) struct CorpusLawTests {
    private func check(_ name: String, _ original: [UInt8]) {
        for breach in MessageLaws.breaches(of: original) { Issue.record("\(name): \(breach)") }
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
