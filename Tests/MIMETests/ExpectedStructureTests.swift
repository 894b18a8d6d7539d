import Foundation
import MIME
import TestSupport
import Testing

/// The messages of `mime/`, read here and as the description beside each says (mail-parser's reading).
@Suite struct ExpectedStructureTests {
    @Test(
        "Parts, types, offsets and decoded bytes are those described for most messages",
        .enabled(if: Corpora.hasShared, "the shared corpora are not here"))
    func describedStructure() throws {
        var differences: [String] = []
        var counts = (files: 0, structure: 0, bodies: 0, values: 0)
        for file in Corpora.mime {
            // Some files have CRLF, but all descriptions count bytes as of LF.
            let bytes = LineForms.withoutCR([UInt8](try Data(contentsOf: file)))
            let description = try Data(contentsOf: file.deletingPathExtension().appendingPathExtension("json"))
            let expected = try #require(try JSONSerialization.jsonObject(with: description) as? [String: Any])
            let message = MessageParser.parse(bytes.span)
            var comparison = Comparison(message: message, bytes: bytes)
            comparison.compare(expected, at: 0)
            counts.files += 1
            counts.structure += comparison.structure.isEmpty ? 1 : 0
            counts.bodies += comparison.bodies.isEmpty ? 1 : 0
            counts.values += comparison.values.isEmpty ? 1 : 0
            let name = file.deletingLastPathComponent().lastPathComponent + "/" + file.lastPathComponent
            for line in comparison.structure + comparison.bodies + comparison.values {
                differences.append("\(name): \(line)")
            }
        }
        try #require(counts.files > 0)
        print("structure \(counts.structure), bodies \(counts.bodies), values \(counts.values) of \(counts.files)")
        if ProcessInfo.processInfo.environment["SHOW_DIFFERENCES"] != nil {
            for line in differences { print(line) }
        }
        #expect(counts.structure * 100 >= counts.files * 80)
        #expect(counts.bodies * 100 >= counts.files * 80)
        #expect(counts.values * 100 >= counts.files * 80)
    }
}

private struct Comparison {
    let message: Message
    let bytes: [UInt8]
    var structure: [String] = []
    var bodies: [String] = []
    var values: [String] = []

    init(message: Message, bytes: [UInt8]) {
        self.message = message
        self.bytes = bytes
    }

    /// Compares a described message with the part that is one.
    mutating func compare(_ expected: [String: Any], at index: Int) {
        guard let parts = expected["parts"] as? [[String: Any]] else {
            structure.append("no parts described")
            return
        }
        compare(parts, 0, index)
    }

    private mutating func compare(_ parts: [[String: Any]], _ expectedIndex: Int, _ index: Int) {
        let expected = parts[expectedIndex]
        let part = message.parts[index]
        compareHeader(expected, part)
        if part.source == 0 {
            // The description counts an empty line within the header.
            let offsets = [part.header.lowerBound, part.body.lowerBound, part.body.upperBound]
            let described = ["offset_header", "offset_body", "offset_end"].map { expected[$0] as? Int ?? -1 }
            if offsets != described { structure.append("part \(index) at \(offsets), described \(described)") }
        }
        guard let body = expected["body"] as? [String: Any], let kind = body.keys.first, let value = body[kind] else {
            return
        }
        switch kind {
        case "Multipart":
            let children = value as? [Int] ?? []
            guard children.count == part.children.count else {
                structure.append("part \(index) has \(part.children.count) parts, described \(children.count)")
                return
            }
            for (child, own) in zip(children, part.children) { compare(parts, child, own) }
        case "Message":
            guard part.children.count == 1, let inner = value as? [String: Any] else {
                structure.append("part \(index) is described as a message")
                return
            }
            compare(inner, at: part.children[0])
        default:
            guard part.children.isEmpty else {
                structure.append("part \(index) has \(part.children.count) parts, described as \(kind)")
                return
            }
            compareBody(kind, value, part)
        }
    }

    private mutating func compareBody(_ kind: String, _ value: Any, _ part: Part) {
        let decoded = message.decodedBody(of: part.index, in: bytes.span).bytes
        if kind == "Text" || kind == "Html" {
            // Charsets beyond the native ones are for the next module.
            guard let text = value as? String,
                let own = NativeCharsets().utf8(decoded, charset: part.contentType.charset ?? "us-ascii")
            else { return }
            if own != Array(text.utf8) {
                bodies.append("part \(part.index): \(String(decoding: own.prefix(60), as: UTF8.self).debugDescription)")
            }
        } else if let numbers = value as? [Int], numbers.map({ UInt8(truncatingIfNeeded: $0) }) != decoded {
            bodies.append("part \(part.index): \(decoded.count) bytes, described \(numbers.count)")
        }
    }

    private mutating func compareHeader(_ expected: [String: Any], _ part: Part) {
        let headers = expected["headers"] as? [[String: Any]] ?? []
        let fields = message.withSource(of: part.index, in: bytes.span) { source in
            part.fields.map { (name: $0.lowercasedName(in: source), value: $0.unfoldedValue(in: source)) }
        }
        if headers.count != fields.count {
            structure.append("part \(part.index) has \(fields.count) fields, described \(headers.count)")
            return
        }
        for (index, (header, field)) in zip(headers, fields).enumerated() {
            if part.source == 0,
                header["offset_field"] as? Int != part.fields[index].whole.lowerBound
                    || header["offset_start"] as? Int != part.fields[index].value.lowerBound
                    || header["offset_end"] as? Int != part.fields[index].whole.upperBound
            {
                structure.append("part \(part.index) field \(field.name) at \(part.fields[index])")
            }
            guard let value = header["value"] as? [String: Any] else { continue }
            if let date = value["DateTime"] as? [String: Any] { compareDate(date, field.value) }
            if let type = value["ContentType"] as? [String: Any], field.name == "content-type" {
                if type["c_type"] as? String != part.contentType.type
                    || (type["c_subtype"] as? String ?? "plain").lowercased() != part.contentType.subtype
                {
                    structure.append("part \(part.index) is \(part.contentType.mediaType), described \(type)")
                }
                compareParameters(type["attributes"] as? [[String: Any]] ?? [], part.contentType.parameters)
            }
            if let address = value["Address"] as? [String: Any] { compareAddress(address, field.value) }
        }
    }

    private mutating func compareParameters(_ expected: [[String: Any]], _ own: [Parameter]) {
        for attribute in expected {
            guard let name = attribute["name"] as? String, let value = attribute["value"] as? String else { continue }
            let texts = own.filter { $0.name == name.lowercased() }
                .map { String(decoding: $0.text(charsets: NativeCharsets()), as: UTF8.self) }
            if !texts.contains(value) { values.append("parameter \(name) \(texts), described \(value)") }
        }
    }

    private mutating func compareDate(_ expected: [String: Any], _ value: [UInt8]) {
        guard let date = MailDate.parse(value) else {
            values.append("no date in \(String(decoding: value, as: UTF8.self))")
            return
        }
        let sign = expected["tz_before_gmt"] as? Bool == true ? -1 : 1
        let zone = (expected["tz_hour"] as? Int ?? 0) * 60 + (expected["tz_minute"] as? Int ?? 0)
        let own = [date.year, date.month, date.day, date.hour, date.minute, date.second, date.zoneMinutes]
        let described =
            ["year", "month", "day", "hour", "minute", "second"].map { expected[$0] as? Int ?? -1 } + [sign * zone]
        if own != described { values.append("date \(own), described \(described)") }
    }

    private mutating func compareAddress(_ expected: [String: Any], _ value: [UInt8]) {
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        func describe(_ list: [[String: Any]]) -> [String] {
            list.map { "\($0["name"] as? String ?? "")<\($0["address"] as? String ?? "")>" }
        }
        func describe(_ list: [Mailbox]) -> [String] {
            list.map { mailbox in
                let name = text(mailbox.displayText(charsets: NativeCharsets()))
                // Without an @ it is a name to the description.
                if mailbox.domain.isEmpty, name.isEmpty { return "\(text(mailbox.localPart))<>" }
                return "\(name)<\(text(mailbox.address))>"
            }
        }
        var described: [String] = []
        if let list = expected["List"] as? [[String: Any]] { described = describe(list) }
        if let groups = expected["Group"] as? [[String: Any]] {
            described = groups.flatMap { describe($0["addresses"] as? [[String: Any]] ?? []) }
        }
        let own = describe(AddressParser.mailboxes(value))
        if own != described { values.append("addresses \(own), described \(described)") }
    }
}
