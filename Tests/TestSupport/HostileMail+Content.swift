import Foundation
import MIME

extension HostileMail {
    /// Against the parameters of MIME fields.
    static let parameters: [HostileMail] = [
        HostileMail("parameters", 1_000_000, least: 220_000, [.headerTooLarge]) {
            field("Content-Type", Array("text/plain".utf8) + repeated("; a=1", $0))
        },
        HostileMail("parameters in one header section", 200_000, least: 1_001, [.tooManyParameters]) {
            field("Content-Type", Array("text/plain".utf8) + repeated("; a=1", $0))
        },
        HostileMail("continuations", 1_000_000, least: 100_000, [.headerTooLarge]) { count in
            field("Content-Type", Array("text/plain".utf8) + joined(count) { "; name*\($0)=a" })
        },
        HostileMail("continuations in one header section", 60_000, least: 1_001, [.tooManyParameters]) { count in
            field("Content-Type", Array("text/plain".utf8) + joined(count) { "; name*\($0)*=a" })
        },
        HostileMail("continuations backwards", 1_000, least: 1_000, []) { count in
            field("Content-Type", Array("text/plain".utf8) + joined(count) { "; name*\(count - 1 - $0)*=%41" })
        },
        HostileMail("parts with a thousand parameters", 6_000, least: 150, [.tooManyParameters]) { count in
            multipart(
                count,
                header: "Content-Type: text/plain"
                    + String(decoding: joined(999) { ";a\($0)=1" }, as: UTF8.self), body: Array("x".utf8))
        },
    ]

    /// Against the decoders of bodies.
    static let contents: [HostileMail] = [
        HostileMail("attributes of an HTML tag", 1_000_000, least: 100_000, [.tooManyHTMLAttributes]) { count in
            message(Array("<p".utf8) + joined(count) { " a\($0)=1" } + Array(">text".utf8), as: "text/html")
        },
        HostileMail("unmatched HTML tags, begun and ended", 200_000, least: 2_000, [.htmlTooDeep]) {
            message(repeated("<b>", $0) + repeated("</i>", $0), as: "text/html")
        },
        // What libxml2 is slowest at within the limits: each end tag is looked for in the whole stack.
        HostileMail("unmatched HTML end tags in each of four parts", 130_000, least: 10_000, []) {
            multipart(4, header: "Content-Type: text/html", body: repeated("<b>", 990) + repeated("</i>", $0))
        },
        HostileMail("HTML comments without an end", 10_000_000, least: 200_000, [.oversizedHTML]) {
            message(repeated("<!--", $0), as: "text/html")
        },
        HostileMail("megabytes of HTML in a charset that has none of them", 48, least: 1, [.malformedText]) {
            multipart(
                max($0 / 4, 1), header: "Content-Type: text/html; charset=iso-2022-jp",
                body: repeated("\u{E9}", 2_000_000))
        },
        HostileMail("asterisks in HTML", 50_000_000, least: 100_000, []) {
            multipart(
                10, header: "Content-Type: text/html", body: repeated("XJS*", $0 / 40))
        },
        HostileMail("bytes on one line", 50_000_000, least: 5_000_000, [.overlongLine, .tooMuchText]) {
            message(repeated("x", $0))
        },
        HostileMail("empty lines", 25_000_000, least: 2_500_000, [.tooMuchText]) { message(repeated("\r\n", $0)) },
        HostileMail("URLs", 1_000_000, least: 2_000, [.tooManyURLs]) { count in
            message(joined(count) { "http://h\($0).example/\r\n" })
        },
        HostileMail("hosts with dots in brackets", 600_000, least: 1_000, [.overlongLine]) {
            message(repeated("a[.]com ", $0))
        },
        HostileMail("schemes without a URL", 10_000_000, least: 100_000, []) { message(repeated("ab://", $0)) },
        HostileMail("words, each another", 5_000_000, least: 30_000, [.tooManyTokens]) { count in
            message(joined(count) { "w\($0)\r\n" })
        },
        HostileMail("base64 of junk", 50_000_000, least: 100_000, [.base64Junk]) {
            message(repeated("!", $0), encoding: "base64")
        },
        HostileMail("base64 with padding after each group", 10_000_000, least: 100_000, [.base64AfterPadding]) {
            message(repeated("QQ==", $0), encoding: "base64")
        },
        HostileMail("base64 of one digit a line", 15_000_000, least: 100_000, [.overlongLine]) {
            message(repeated("Q\r\n", $0) + repeated("Q", 1_000), encoding: "base64")
        },
        HostileMail("equals signs in quoted-printable", 50_000_000, least: 100_000, [.badQuotedPrintable]) {
            message(repeated("=", $0), encoding: "quoted-printable")
        },
        HostileMail("soft line breaks in quoted-printable", 12_000_000, least: 100_000, []) {
            message(repeated("= \r\n", $0), encoding: "quoted-printable")
        },
    ]

    /// Against the readers of files that stand encoded in parts.
    static let encodedFiles: [HostileMail] = [
        HostileMail("uuencoded files", 1_000_000, least: 1_001, [.tooManyParts]) {
            message(repeated("begin 644 a\r\n#0V%T\r\n`\r\nend\r\n", $0))
        },
        HostileMail("a uuencoded body of short lines", 10_000_000, least: 20_000, [.encodedFileWithoutEnd]) {
            message(Array("begin 644 a\r\n".utf8) + repeated("!00``\r\n", $0), encoding: "x-uuencode")
        },
        HostileMail("begin lines in a uuencoded body", 2_000_000, least: 100_000, [.malformedEncodedFile]) {
            message(repeated("begin 644 a\r\n", $0), encoding: "x-uuencode")
        },
        HostileMail("begin lines", 2_000_000, least: 100_000, []) { message(repeated("begin 644 a\r\n", $0)) },
        HostileMail("yEnc files without an end", 1_000_000, least: 1_001, [.tooManyParts]) {
            message(repeated("=ybegin line=1 size=1 name=a\r\nk\r\n", $0))
        },
        HostileMail("openings of BinHex", 500_000, least: 1_001, [.tooManyParts]) {
            message(repeated("(This file must be converted with BinHex 4.0)\r\n:\r\n", $0))
        },
        // Eight letters are three marks and three counts: the byte before them 254 times more, each.
        HostileMail("eights of letters of BinHex' runs", 2_000_000, least: 20_000, [.expandedTooFar]) {
            let opening = "(This file must be converted with BinHex 4.0)\r\n:!!!!"
            return message(Array(opening.utf8) + repeated("N2q3rj$r", $0) + [0x3A])
        },
        HostileMail("levels of TNEF", 1_000, least: 25, [.tooDeep]) { count in
            var stream = TNEFStream()
            for _ in 0..<count {
                var outer = TNEFStream()
                outer.attach("a", stream.bytes)
                stream = outer
            }
            return message(
                Array(Data(stream.bytes).base64EncodedString().utf8), as: "application/ms-tnef", encoding: "base64")
        },
        HostileMail("attachments in TNEF", 200_000, least: 1_001, [.tooManyParts]) { count in
            var stream = TNEFStream()
            for _ in 0..<count { stream.attach("a", [0x61]) }
            return message(
                Array(Data(stream.bytes).base64EncodedString().utf8), as: "application/ms-tnef", encoding: "base64")
        },
        HostileMail("properties in TNEF", 2_000_000, least: 1_000, [.malformedTNEF]) { count in
            var stream = TNEFStream()
            stream.add(0x0006_9003, [0xFF, 0xFF, 0xFF, 0xFF] + repeated("\u{3}\0\u{17}\0\u{1}\0\0\0", count))
            return message(
                Array(Data(stream.bytes).base64EncodedString().utf8), as: "application/ms-tnef", encoding: "base64")
        },
        HostileMail("groups of RTF in TNEF", 20_000_000, least: 1_000, []) { count in
            var stream = TNEFStream()
            let rtf = repeated("{", count)
            stream.add(properties: [
                TNEFStream.property(
                    0x1009, 0x102,
                    TNEFStream.number(UInt32(count + 12), 4) + TNEFStream.number(UInt32(count), 4) + Array("MELA".utf8)
                        + [0, 0, 0, 0] + rtf)
            ])
            return message(
                Array(Data(stream.bytes).base64EncodedString().utf8), as: "application/ms-tnef", encoding: "base64")
        },
    ]

    /// Against the virus scanner.
    static let archives: [HostileMail] = [
        HostileMail("archives within each other", 40, least: 40, [], isForScanner: true) { count in
            attachment(Archive.nested(Array("innermost".utf8), depth: count))
        },
        HostileMail("archives in archives, ten each", 4, least: 4, [], isForScanner: true) { count in
            var archive = Array("innermost".utf8)
            for level in 0..<count {
                archive = Archive.zip((0..<10).map { .plain("\(level)-\($0).zip", archive) })
            }
            return attachment(archive)
        },
    ]

    private static func attachment(_ archive: [UInt8]) -> [UInt8] {
        message(
            Array(Data(archive).base64EncodedString().utf8),
            as: "application/zip; name=a.zip", encoding: "base64")
    }
}
