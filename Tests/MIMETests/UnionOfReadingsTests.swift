import MIME
import Testing

/// Where two mail readers could take a message differently. Our own part tree is one of the readings; the defect says
/// that there are others, and a message with it is unchecked, never clean (`JudgeTests`). libclamav, which reads the
/// whole message by itself, is another.
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
}
