import Foundation

/// Mail as tests need it.
enum Mail {
    /// A message with one base64 attachment.
    static func message(attaching bytes: [UInt8], name: String, firstField: String = "Received: from a by b") -> [UInt8]
    {
        let encoded = Data(bytes).base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn])
            .replacing("\r", with: "\r\n").replacing("\r\n\n", with: "\r\n")
        return [UInt8](
            """
            \(firstField)
            Subject: the file
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="b"

            --b
            Content-Type: text/plain

            Here it is.
            --b
            Content-Type: application/octet-stream; name="\(name)"
            Content-Transfer-Encoding: base64

            \(encoded)
            --b--

            """.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n").utf8)
    }

    /// A message that is nothing but one base64 body, with none of the fields that mark MIME for libclamav.
    static func bare(_ bytes: [UInt8], firstField: String) -> [UInt8] {
        [UInt8](
            "\(firstField)\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n".utf8)
            + Array(Data(bytes).base64EncodedString().utf8) + Array("\r\n".utf8)
    }
}
