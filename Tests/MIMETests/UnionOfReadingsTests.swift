import MIME
import Testing

/// Where two mail readers could take a message differently. Our own part tree is one of the readings; the defect says
/// that there are others, which `OtherReadings` gives, and a message with it is unchecked, never clean (`JudgeTests`).
/// libclamav, which reads the whole message by itself, is one more. What the scanner gets of them all is tested over
/// `corpora/mime/ambiguous` (`AmbiguousMailTests`).
@Suite struct UnionOfReadingsTests {
    @Test(
        "Law 8: what two mail readers could take differently is a defect that hides content",
        arguments: [
            (
                "Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--a\n\nx\n--b\n\ny\n--b--\n--a--\n",
                Defect.duplicateBoundary
            ),
            (
                "Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--a--\n",
                .duplicateContentType
            ),
            (
                "Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\neA==\n",
                .duplicateTransferEncoding
            ),
            ("Content-Type : text/html\nContent-Type(x): text/plain\n\nx\n", .disguisedContentField),
            ("Content-Type: multipart/mixed\n\n--a\n\nx\n--a--\n", .missingBoundary),
            ("Content-Transfer-Encoding: x-gzip64\n\neA==\n", .unknownTransferEncoding),
            ("Content-Type: message/partial; id=x; number=1; total=2\n\nx\n", .partialMessage),
        ])
    func readings(_ text: String, _ defect: Defect) {
        let message = MessageParser.parse(Array(text.utf8).span)
        #expect(defect.hidesContent && message.defects.contains(defect), "\(message.defects)")
    }

    private func types(_ text: String) -> [[String]] {
        let bytes = Array(text.utf8)
        let main = MessageParser.parse(bytes.span)
        var others = OtherReadings(besides: main)
        var types = [main.parts.map(\.contentType.mediaType)]
        while let other = others.next(of: bytes.span) { types.append(other.parts.map(\.contentType.mediaType)) }
        #expect(others.isComplete)
        return types
    }

    @Test("A message without an open choice has one reading, one with a choice has two")
    func choices() {
        #expect(types("Subject: x\n\nx") == [["text/plain"]])
        #expect(
            types("Content-Type: text/html\nContent-Type: image/png\n\nx") == [["text/html"], ["image/png"]])
        #expect(types("Content-Type (x): text/html\n\nx").contains(["text/html"]))
    }

    @Test("What another reading leaves open is read too: the second Content-Type has two boundaries")
    func choicesOfAnotherReading() {
        let all = types(
            """
            Content-Type: text/plain
            Content-Type: multipart/mixed; boundary=a; boundary=b

            --a
            Content-Type: image/png

            --a--
            --b
            Content-Type: text/html

            --b--
            """)
        #expect(all[0] == ["text/plain"])
        #expect(all.contains(["multipart/mixed", "image/png"]))
        #expect(all.contains(["multipart/mixed", "text/html"]))
    }

    @Test("Law 7: neither the number nor the bytes of other readings go beyond what is allowed")
    func bounds() {
        let bytes = Array("Content-Type: a/b\nContent-Type: a/c\n \nA(x): y\n\nx".utf8)
        let main = MessageParser.parse(bytes.span)
        func count(_ readings: Int, _ budget: Int) -> (count: Int, isComplete: Bool) {
            var limits = MIMELimits()
            limits.readings = readings
            var others = OtherReadings(besides: main, limits: limits, budget: budget)
            var count = 0
            while others.next(of: bytes.span) != nil { count += 1 }
            return (count, others.isComplete)
        }
        let all = count(100, .max)
        #expect(all.isComplete && all.count > 2)
        #expect(count(2, .max) == (2, false))
        #expect(count(100, bytes.count * 2 + 1) == (2, false))
        #expect(count(0, .max) == (0, false))
    }
}
