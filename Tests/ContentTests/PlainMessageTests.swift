import Content
import Evidence
import Testing

@Suite("A message that every reader takes alike")
struct PlainMessageTests {
    private func isPlain(_ text: String) -> Bool {
        var reader = ContentReader(charsets: Charsets())
        let bytes = Array(text.replacing("\n", with: "\r\n").utf8)
        _ = reader.read(bytes.span)
        return reader.isPlain(bytes.span)
    }

    @Test(
        "Text, HTML and pictures in well-formed parts",
        arguments: [
            "Subject: a\n\nHello\n",
            "Subject: a\nContent-Type: text/html\n\n<p>Hello</p>\n",
            "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nSGVsbG8=\n",
            """
            Content-Type: multipart/mixed; boundary=b

            This is a message in several parts.
            --b
            Content-Type: text/plain

            Hello, to begin with. The content-type is this.
            --b
            Content-Type: image/gif
            Content-Transfer-Encoding: base64

            R0lGODlh
            --b--

            """,
            // Encoded files that were decoded without a defect.
            "Subject: a\n\nSee below\nbegin 644 a.txt\n#0V%T\n`\nend\n",
            "Content-Transfer-Encoding: base64\n\nYmVnaW4gNjQ0IGEKIzBWJVQKYAplbmQK\n",
            "Subject: a\n\nbegin-base64 644 a.txt\nSGVsbG8=\n====\n",
            "Subject: a\n\n=ybegin line=128 size=3 name=a\n@AB\n=yend size=3\n",
        ])
    func plain(_ text: String) {
        #expect(isPlain(text))
    }

    @Test(
        "What may hold more, or be read in another way",
        arguments: [
            // A defect.
            "Content-Type: text/plain\nContent-Type: text/html\n\nHello\n",
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n",
            "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nSGVs*bG8=\n",
            // A message within it.
            "Content-Type: message/rfc822\n\nSubject: b\n\nHello\n",
            "Content-Type: message/delivery-status\n\nAction: failed\n",
            // A container, by what it is and not by what it says.
            "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nUEsDBAAA\n",
            "Content-Type: image/gif\nContent-Transfer-Encoding: base64\n\nN3q8ryccAAA=\n",
            // Encoded files in text.
            "Subject: a\n\nSee below\nbegin 644 a.txt\n#0V%T\n`\n",
            "Subject: a\n\nSee below\nbegin 644 and so on\n",
            "Subject: a\n\nSee below\nbegin 644 a.zip\n(4$L#!```````\n`\nend\n",
            "Subject: a\n\nSee below\nbegin 644 a.txt\n#0V%T\n`\nend\nbegin 644 more\n",
            "Subject: a\n\nSee below\nBegin-Base64 644 a.txt\nSGVsbG8=\n====\n",
            "Subject: a\n\n=ybegin line=128 size=3 name=a\n",
            "Subject: a\n\n(This file must be converted with BinHex 4.0)\n",
            "Content-Transfer-Encoding: base64\n\nYmVnaW4gNjQ0IGEKCg==\n",
            "Content-Type: multipart/mixed; boundary=b\n\nbegin 644 a\n#0V%T\n`\nend\n--b\n\nHello\n--b--\n",
            // A message that came back within the text.
            "Subject: a\n\nReturned mail:\n\nContent-Type: text/html\n\n<p>\n",
        ])
    func notPlain(_ text: String) {
        #expect(!isPlain(text))
    }
}
