/// A message as mail-parser read it: the form of the `.json` files beside the messages of `mime/`.
struct DescribedMessage: Decodable {
    var parts: [DescribedPart]
}

/// A part of a described message; offsets count in the file with LF, or in the decoded bytes of an encoded message.
struct DescribedPart: Decodable {
    var headers: [DescribedField]
    var body: DescribedBody
    /// The transfer encoding could not be undone; the body is given as it stands.
    var isEncodingProblem: Bool
    var headerOffset: Int
    var bodyOffset: Int
    var endOffset: Int

    private enum CodingKeys: String, CodingKey {
        case headers, body
        case isEncodingProblem = "is_encoding_problem"
        case headerOffset = "offset_header"
        case bodyOffset = "offset_body"
        case endOffset = "offset_end"
    }
}

/// What a described part holds.
enum DescribedBody: Decodable {
    /// Plain text and every other text but HTML, charset undone.
    case text(String)
    /// HTML, charset undone.
    case html(String)
    /// What is no text; described apart where it may be shown within the text.
    case binary([UInt8])
    /// The places of its parts in the list of parts.
    case multipart([Int])
    /// A message of its own.
    case message(DescribedMessage)

    private enum CodingKeys: String, CodingKey {
        case text = "Text"
        case html = "Html"
        case binary = "Binary"
        case inlineBinary = "InlineBinary"
        case multipart = "Multipart"
        case message = "Message"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        switch try values.onlyKey() {
        case .text: self = .text(try values.decode(String.self, forKey: .text))
        case .html: self = .html(try values.decode(String.self, forKey: .html))
        case .binary: self = .binary(try values.decode([UInt8].self, forKey: .binary))
        case .inlineBinary: self = .binary(try values.decode([UInt8].self, forKey: .inlineBinary))
        case .multipart: self = .multipart(try values.decode([Int].self, forKey: .multipart))
        case .message: self = .message(try values.decode(DescribedMessage.self, forKey: .message))
        }
    }
}

extension KeyedDecodingContainer {
    /// The one key there is: the name of an enum's case, as Rust writes it.
    func onlyKey() throws -> Key {
        guard allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: codingPath, debugDescription: "\(allKeys.count) known keys instead of one"))
        }
        return allKeys[0]
    }
}
