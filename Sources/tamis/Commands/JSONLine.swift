import Foundation

/// An answer about one message as a line of JSON, the file's name in it.
struct JSONLine<Answer: Encodable>: Encodable {
    private let file: String
    private let answer: Answer

    private enum CodingKeys: String, CodingKey { case file }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(file, forKey: .file)
        try answer.encode(to: encoder)
    }

    /// The line without its end.
    static func text(of answer: Answer, file: String) throws -> String {
        try encoded(JSONLine(file: file, answer: answer))
    }

    /// The line of an answer that is not about one message.
    static func text(of answer: Answer) throws -> String { try encoded(answer) }

    private static func encoded(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
