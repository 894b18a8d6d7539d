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
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(JSONLine(file: file, answer: answer)), as: UTF8.self)
    }
}
