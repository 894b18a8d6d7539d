import Foundation

/// A message that has arrived somewhere, read as far as the fault suite needs it.
struct ArrivedMail {
    /// `X-Chaos-ID` of its own header; nil for a notice of Postfix.
    let id: String?
    /// The value of `Delivered-To`, which virtual(8) writes.
    let recipient: String
    /// The addresses of `X-Envelope-To`, which the quarantine writes.
    let envelopeRecipients: [String]
    /// In a notice: of which message, and whom it did not reach.
    let notice: (id: String, recipients: [String])?
    private let data: Data

    init(_ file: URL) throws {
        data = try Data(contentsOf: file)
        let end = data.range(of: Data("\n\n".utf8))?.lowerBound ?? data.range(of: Data("\r\n\r\n".utf8))?.lowerBound
        let header = Self.fields(data[..<(end ?? data.endIndex)])
        id = header.first { $0.name == "x-chaos-id" }?.value
        recipient = header.first { $0.name == "delivered-to" }?.value ?? ""
        envelopeRecipients = header.filter { $0.name == "x-envelope-to" }.flatMap { field in
            field.value.split(separator: ",").map { $0.filter { $0 != "<" && $0 != ">" && $0 != " " && $0 != "\t" } }
        }
        guard id == nil, let end else {
            notice = nil
            return
        }
        let body = Self.fields(data[end...])
        let refused = body.filter { $0.name == "final-recipient" }.map {
            String($0.value.drop { $0 != ";" }.dropFirst(2))
        }
        notice = body.first { $0.name == "x-chaos-id" }.map { ($0.value, refused) }
    }

    /// Whether it ends with this, byte for byte.
    func endsWith(_ content: Data) -> Bool { data.suffix(content.count) == content }

    /// Every line that looks like a field, unfolded.
    private static func fields(_ bytes: Data) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        for line in String(decoding: bytes.filter { $0 != 0x0D }, as: UTF8.self).split(separator: "\n") {
            if line.first == " " || line.first == "\t", let last = fields.indices.last {
                fields[last].value += line
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                fields.append((line[..<colon].lowercased(), String(value)))
            }
        }
        return fields
    }
}
