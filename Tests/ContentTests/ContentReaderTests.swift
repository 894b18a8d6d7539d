import Evidence
import Foundation
import MIME
import TestSupport
import Testing

@testable import Content

@Suite struct ContentReaderTests {
    private func reader(_ limits: ReadingLimits = ReadingLimits()) -> ContentReader {
        ContentReader(limits: limits, charsets: Charsets())
    }

    private func read(_ message: String, _ limits: ReadingLimits = ReadingLimits()) -> Reading {
        var reader = reader(limits)
        let bytes = Array(message.utf8)
        return reader.read(bytes.span, details: true)
    }

    @Test func `A message with everything is read whole`() {
        let reading = read(
            """
            Received: from mail.spam.example (mail.spam.example [192.0.2.77]) by mx.example.org (Postfix) with ESMTP id 4A;
             Sun, 6 Oct 2002 08:00:08 +0000
            From: =?utf-8?q?J=C3=B6rg?= <joerg@spam.example>
            To: a@example.org, b@example.org
            Subject: =?utf-8?b?R3LDvMOfZQ==?=
             again
            Message-ID: <1@spam.example>
            X-Mailer: Bulk 1.0
            X-Spam-Status: Yes, score=99
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain; charset=iso-8859-1; format=flowed
            Content-Transfer-Encoding: quoted-printable

            Sch=F6ne Gr=FC=DFe, see http://Www.Spam.example/buy/now.php?id=3D7=20
            again and XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X
            --b
            Content-Type: text/html; charset=utf-8

            <p>V<b>ia</b>gra <a href="mailto:joe@spam.example">write</a></p>
            --b
            Content-Type: application/octet-stream; name="=?utf-8?q?r=C3=A9sum=C3=A9.doc?="
            Content-Disposition: attachment; filename*=utf-8''r%C3%A9sum%C3%A9.exe
            Content-Transfer-Encoding: base64

            TVqQAAMAAAAEAAAA
            --b--
            """)
        #expect(reading.messageID == "<1@spam.example>")
        #expect(reading.from == "Jörg <joerg@spam.example>")
        #expect(reading.subject == "Grüße again")
        #expect(reading.urls.map(\.text) == ["http://www.spam.example/buy/now.php?id=7", "mailto:joe@spam.example"])
        #expect(
            reading.attachments == [
                Attachment(
                    names: ["résumé.exe", "résumé.doc"], declaredType: "application/octet-stream",
                    detectedType: "application/x-dosexec", byteCount: 12)
            ])
        #expect(reading.containsGTUBE)
        #expect(reading.defects == [])
        for text in [
            "received:host:mail.spam.example", "received:ip24:192.0.2", "addresses:from:addr:joerg@spam.example",
            "addresses:from:name:jörg", "addresses:to:count:2", "subject:grüße", "subject:charset:utf-8",
            "header:x-mailer:bulk", "header:x-mailer:=bulk 1.0", "header:names:message-id>x-mailer", "text:schöne",
            "text:viagra",
            "url:host:www.spam.example", "url:domain:spam.example", "url:tld:example", "url:path:buy", "url:suffix:php",
            "url:key:id", "html:b", "structure:path:multipart/mixed>text/html", "structure:type:text/plain",
            "structure:charset:iso-8859-1", "structure:encoding:base64", "structure:suffix:.exe",
            "structure:detected:application/x-dosexec", "structure:disposition:attachment",
        ] {
            #expect(reading.tokenTexts.contains(text), "\(text)")
        }
        #expect(!reading.tokenTexts.contains { $0.contains("x-spam") || $0.contains("99") })
        #expect(reading.tokenTexts.count == reading.tokens.count)
        #expect(Set(reading.tokens.map(\.section)) == Set(TokenSection.allCases))
    }

    @Test func `The decoded leaves are what was read`() {
        var reader = reader()
        let message = Array(
            """
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Transfer-Encoding: base64

            aGVsbG8=
            --b
            Content-Type: application/pdf

            %PDF-1
            --b
            Content-Type: message/rfc822

            Subject: x
            Content-Transfer-Encoding: quoted-printable

            =41
            --b--
            """.utf8)
        var leaves: [String] = []
        _ = reader.read(message.span)
        reader.forEachLeaf(of: message.span) { leaf in
            leaves.append(leaf.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) })
            return true
        }
        #expect(leaves == ["hello", "%PDF-1", "A"])

        var seen = 0
        _ = reader.read(message.span)
        reader.forEachLeaf(of: message.span) { _ in
            seen += 1
            return seen < 2
        }
        #expect(seen == 2)
        reader.forgetLeaves()
        reader.forEachLeaf(of: message.span) { _ in
            Issue.record("a leaf after they were forgotten")
            return true
        }
    }

    @Test func `What filters and mailboxes add changes no token`() {
        let message = """
            Received: from mail.spam.example ([192.0.2.77]) by mx.example.org (Postfix) with ESMTP id 4A; date
            From: joe@spam.example
            Subject: x

            body
            """
        let learned =
            """
            Return-Path: <joe@spam.example>
            Delivered-To: a@example.org
            Received: from mx.example.org by mx.example.org with LMTP id AAA (envelope-from <j@x>); date
            Received: from localhost (localhost [127.0.0.1]) by mx.example.org (Postfix) with ESMTP id 5B; date
            X-Spam-Flag: YES
            X-Virus-Scanned: tamis at example.org
            X-Amavis-Alert: x
            X-Quarantine-ID: <abc>
            Received: from mx.example.org ([127.0.0.1]) by localhost (tamis, port 10024) with LMTP id x; date

            """ + message.replacingOccurrences(of: "Subject", with: "X-Spam-Level: ****\nX-UID: 7\nLines: 1\nSubject")
        let (first, second) = (read(message), read(learned))
        #expect(first.tokenTexts == second.tokenTexts)
        #expect(first.tokens == second.tokens)
        #expect(first.tokens.count > 20)
    }

    @Test func `Law 7: limits cut and are named`() {
        var limits = ReadingLimits()
        limits.textBytes = 100
        limits.urls = 2
        limits.attachments = 1
        limits.tokens = 20
        limits.shownBytes = 10
        let reading = read(
            "Subject: äöüäöüäöü\u{7}\nMessage-ID: <12345678901234567890>\nContent-Type: multipart/mixed; boundary=b\n"
                + String(repeating: "\n--b\nContent-Type: image/png\n\nx", count: 3) + "\n--b\n\n"
                + (0..<500).map { "http://h\($0).example " }.joined() + "\n--b--", limits)
        #expect(
            reading.defects.filter { $0.rawValue >= 100 }
                == [.tooMuchText, .tooManyURLs, .tooManyTokens, .tooManyAttachments])
        #expect(reading.subject == "äöüäö")
        #expect(reading.messageID == "<123456789")
        #expect(reading.tokens.count == 20)
        #expect(reading.urls.count == 2)
        #expect(reading.attachments.count == 1)
        // A flood of words leaves room for the tokens of other sections.
        limits = ReadingLimits()
        limits.tokens = 1_000
        let flood = read(
            "Subject: x\n\n" + (0..<5_000).map { "w\($0)\n" }.joined() + "http://last.example", limits)
        #expect(flood.tokenTexts.contains("url:host:last.example"))
        #expect(flood.defects == [.tooManyTokens])
    }

    @Test func `HTML names its own charset where the header does not`() {
        for (html, text) in [
            ("<meta http-equiv=x content='text/html; charset=KOI8-R'>\u{F0}\u{D2}", "text:пр"),
            ("<META CHARSET=\"windows-1251\">\u{CF}\u{F0}", "text:пр"), ("charset=", "text:charset"),
            ("<meta charset=utf-16>viagra", "text:viagra"),
        ] {
            var reader = reader()
            let bytes = Array("Content-Type: text/html\n\n".utf8) + html.unicodeScalars.map { UInt8($0.value) }
            #expect(reader.read(bytes.span, details: true).tokenTexts.contains(text), "\(html)")
        }
    }

    @Test func `Law 7: many HTML parts together are parsed no further than four of the largest`() {
        var limits = ReadingLimits()
        limits.htmlBytes = 1_000
        let part = "--b\nContent-Type: text/html\n\n<p>" + String(repeating: "word ", count: 180) + "</p>\n"
        func defects(_ parts: Int) -> [Defect] {
            read(
                "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: part, count: parts) + "--b--\n",
                limits
            )
            .defects
        }
        #expect(defects(4) == [])
        #expect(defects(5) == [.oversizedHTML])
    }

    @Test func `Law 7: text that grows beyond the limit as it is decoded is said to be cut`() {
        var limits = ReadingLimits()
        limits.textBytes = 30
        var reader = reader(limits)
        // Dashes of windows-1252 take three bytes each.
        func defects(_ count: Int) -> [Defect] {
            let mail = Array("Content-Type: text/plain\n\n".utf8) + [UInt8](repeating: 0x97, count: count)
            return reader.read(mail.span).defects
        }
        #expect(!defects(9).contains(.tooMuchText))
        #expect(defects(11).contains(.tooMuchText))
    }

    @Test func `Law 7: a name that is too long keeps its end, and one name too many is said`() {
        var limits = ReadingLimits()
        limits.attachmentNameBytes = 20
        limits.attachmentNames = 2
        let long = read(
            "Content-Type: image/png; name=\"\(String(repeating: "\u{E4}", count: 30))invoice.pdf.exe\"\n\nx\n", limits)
        #expect(long.attachments.map(\.names) == [["\u{E4}\u{E4}\u{E4}\u{E4}\u{E4}ce.pdf.exe"]])
        #expect(long.defects.contains(.tooManyAttachmentNames))
        let many = read(
            "Content-Type: image/png; name=a; name=b\nContent-Disposition: attachment; filename=c\n\nx\n", limits)
        #expect(many.attachments.map(\.names) == [["c", "a"]])
        #expect(many.defects.contains(.tooManyAttachmentNames))
        #expect(!many.defects.contains { $0.hidesContent && !$0.isAmbiguous })
    }

    @Test func `Law 7: how a line ends does not matter to a charset whose characters it breaks`() {
        var reader = reader()
        for charset in ["utf-7", "iso-2022-jp", "iso-2022-kr", "hz-gb-2312", "shift_jis", "gb18030", "big5"] {
            for text in ["+m", "+AOQ", "\u{1B}$B0", "~{VP", "\u{0E}a"] {
                let mail = Array("Content-Type: text/plain; charset=\(charset)\n\n\(text)\nword\n".utf8)
                #expect(ReadingLaws.breaches(of: mail, reader: &reader) == [], "\(charset) \(text)")
            }
        }
    }

    @Test func `Law 7: any bytes give a reading`() {
        var reader = reader()
        for seed in 1...400 as ClosedRange<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let bytes = generator.mailLikeBytes(count: Int(seed) * 7)
            #expect(ReadingLaws.breaches(of: bytes, reader: &reader) == [], "seed \(seed)")
        }
        #expect(reader.read([UInt8]().span).defects == ContentReaderTests.empty.defects)
    }

    private static let empty: Reading = {
        var reader = ContentReader(charsets: Charsets())
        return reader.read([UInt8]().span)
    }()

    @Test(.enabled(if: Corpora.hasShared), arguments: ["spamassassin", "phishing", "mime"])
    func `Law 7: every message of the corpora reads the same with LF and CRLF`(corpus: String) throws {
        let files =
            switch corpus {
            case "spamassassin": Corpora.spamAssassin
            case "phishing": Corpora.phishing
            default: Corpora.mime
            }
        var reader = reader()
        for (index, (name, bytes)) in try files.contents().enumerated() {
            // Of the large set each is read once, and each sixth in all forms: a debug build is slow.
            if files.count > 2_000, index % 6 > 0 {
                let form = index % 2 == 1 ? bytes : LineForms.crlf(bytes)
                #expect(ReadingLaws.boundBreaches(reader.read(form.span)) == [], "\(name)")
            } else {
                #expect(ReadingLaws.breaches(of: bytes, reader: &reader) == [], "\(name)")
            }
        }
    }
}
