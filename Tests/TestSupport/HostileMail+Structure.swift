import MIME

extension HostileMail {
    /// Against the part tree.
    static let trees: [HostileMail] = [
        HostileMail("parts of a multipart", 100_000, least: 10_001, [.tooManyParts]) {
            multipart($0, header: "Content-Type: text/plain", body: Array("x".utf8))
        },
        HostileMail("HTML parts", 100_000, least: 10_001, [.tooManyParts]) {
            multipart($0, header: "Content-Type: text/html", body: Array("<p>x".utf8))
        },
        HostileMail("multiparts within each other", 100_000, least: 200, [.tooDeep]) {
            joined($0) { "Content-Type: multipart/mixed; boundary=b\($0)\r\n\r\n--b\($0)\r\n" }
        },
        HostileMail("messages within each other", 100_000, least: 200, [.tooDeep]) {
            repeated("Content-Type: message/rfc822\r\n\r\n", $0)
        },
        HostileMail("encoded messages within each other", 100_000, least: 2_000, [.expandedTooFar]) {
            repeated(
                "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", $0)
        },
        // Each of the open boundaries begins the next, and each line all of them.
        HostileMail("lines that are almost boundaries", 500_000, least: 1_000, [.ambiguousBoundary]) {
            opened { String(repeating: "a", count: $0 + 1) }
                + repeated("--\(String(repeating: "a", count: 99))x\r\n", $0)
        },
        HostileMail("lines against boundaries of one length", 7_000_000, least: 1_000, [.missingEndBoundary]) {
            opened { String($0 + 100) } + repeated("--999\r\n", $0)
        },
        HostileMail("lines against one boundary that is open often", 10_000_000, least: 1_000, [.repeatedBoundary]) {
            opened { _ in "b" } + repeated("--c\r\n", $0)
        },
        HostileMail("end delimiters after the end", 8_000_000, least: 1_000, [.boundaryAfterEnd]) {
            message(repeated("--b--\r\n", $0), as: "multipart/mixed; boundary=b")
        },
    ]

    /// Against header sections and the fields in them.
    static let headers: [HostileMail] = [
        HostileMail("bytes in one header field", 50_000_000, least: 1_100_000, [.headerTooLarge, .overlongLine]) {
            Array("X-Long: ".utf8) + repeated("x", $0) + Array("\r\nSubject: x\r\n\r\nx\r\n".utf8)
        },
        HostileMail("folds of one header field", 10_000_000, least: 300_000, [.headerTooLarge]) {
            Array("X-Long: x".utf8) + repeated("\r\n x", $0) + Array("\r\n\r\nx\r\n".utf8)
        },
        HostileMail("header fields", 1_000_000, least: 30_000, [.headerTooLarge, .tooManyFields]) {
            repeated("X-Small: some forty bytes in each, fifty in all\r\n", $0) + Array("\r\nx\r\n".utf8)
        },
        HostileMail("header lines without a colon", 10_000_000, least: 1_000, [.headerWithoutEnd]) {
            repeated("xyz\r\n", $0)
        },
        commentField("From", 5_000_000, least: 1_100_000, [.headerTooLarge]),
        commentField("Received", 5_000_000, least: 1_100_000, [.headerTooLarge]),
        commentField("Content-Type", 5_000_000, least: 1_100_000, [.headerTooLarge]),
        // As large as a section may be: these are read.
        commentField("From", 1_000_000, least: 100_000, []),
        commentField("Received", 1_000_000, least: 100_000, []),
        commentField("Content-Type", 1_000_000, least: 100_000, [.unterminatedComment]),
        HostileMail("parts with a megabyte of open comments", 50, least: 5, [.unterminatedComment]) {
            multipart(
                $0, header: "Content-Type: " + String(repeating: "(\\(", count: 300_000), body: Array("x".utf8))
        },
        HostileMail("comments before a media type", 250_000, least: 10_000, []) {
            field("Content-Type", repeated("(()\\))", $0 / 2) + Array("text/plain".utf8))
        },
        HostileMail("encoded words of a Subject", 1_000_000, least: 100_000, [.headerTooLarge]) {
            field("Subject", repeated("=?utf-8?q?a?= ", $0))
        },
        HostileMail("encoded words of changing charsets", 50_000, least: 5_000, []) {
            field("Subject", repeated("=?utf-8?q?a?= =?iso-2022-jp?b?/w==?=", $0 / 2))
        },
        HostileMail("encoded words without an end", 90_000, least: 10_000, []) {
            field("Subject", repeated("=?utf-8?q?a", $0))
        },
        HostileMail("addresses", 80_000, least: 5_000, []) {
            field("To", joined($0) { "a\($0)@b.c, " })
        },
    ]

    private static func commentField(_ name: String, _ count: Int, least: Int, _ defects: [Defect]) -> HostileMail {
        HostileMail("open comments of a \(name) field", count, least: least, defects) {
            field(name, repeated("(", $0))
        }
    }

    /// A message with one field.
    static func field(_ name: String, _ value: [UInt8]) -> [UInt8] {
        Array("\(name): ".utf8) + value + Array("\r\n\r\nx\r\n".utf8)
    }

    /// A hundred open multiparts.
    private static func opened(_ boundary: (Int) -> String) -> [UInt8] {
        joined(100) { level in
            "Content-Type: multipart/mixed; boundary=\"\(boundary(level))\"\r\n\r\n--\(boundary(level))\r\n"
        } + Array("\r\n".utf8)
    }
}
