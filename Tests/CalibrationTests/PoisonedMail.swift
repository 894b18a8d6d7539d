import Bayes
import Content
import Evidence
import Foundation
import TestSupport

/// A model that learned 1,000 messages of the SpamAssassin corpus, mail that it has not seen, and a spammer who knows its
/// owner's mail: he writes what he adds with the words of the ham that it learned.
struct PoisonedMail: Sendable {
    var model = BayesModel()
    /// 300 messages held out.
    let ham: [[Token]]
    /// 120 messages held out.
    let spam: [[Token]]
    /// Those of ``spam`` whose body is text as it stands.
    let plainSpam: [[UInt8]]
    /// 200 further messages, in turns of each class.
    let others: [IndexedMail]
    /// The words of the ham that was learned, a text each.
    private let words: [String]
    private var generator = SeededGenerator(seed: 11)

    init() throws {
        let messages = try IndexedMail.messages(limit: 1_800)
        for message in messages.prefix(1_000) { model.learn(message) }
        let ham = messages.dropFirst(1_000).filter { !$0.isSpam }
        let spam = messages.dropFirst(1_000).filter(\.isSpam)
        self.ham = ham.prefix(300).map(\.tokens)
        self.spam = spam.prefix(120).map(\.tokens)
        others = zip(ham.dropFirst(300), spam.dropFirst(120)).prefix(100).flatMap { [$0, $1] }
        plainSpam = spam.prefix(120).map(\.bytes).filter { bytes in
            let text = String(decoding: bytes, as: UTF8.self).lowercased()
            return !text.contains("multipart/") && !text.contains("transfer-encoding: base64")
        }
        var words = Set<String>()
        for message in messages.prefix(1_000) where !message.isSpam {
            let body = Self.body(of: message.bytes)
            for word in body.split(whereSeparator: { !(0x61...0x7A ~= $0 | 0x20) }) where 3...12 ~= word.count {
                words.insert(String(decoding: word.map { $0 | 0x20 }, as: UTF8.self))
            }
        }
        self.words = words.sorted()
    }

    /// What a worker finds in messages.
    func tokens(of messages: [[UInt8]]) -> [[Token]] {
        var reader = ContentReader(charsets: Charsets())
        return messages.map { reader.read($0.span).tokens }
    }

    /// Different words of the ham that was learned.
    mutating func hamWords(_ count: Int) -> String {
        words.shuffled(using: &generator).prefix(count).joined(separator: " ")
    }

    /// Words that nobody has seen.
    mutating func junk(_ count: Int) -> String {
        (0..<count).map { _ in "q" + String(generator.next() >> 4, radix: 36) }.joined(separator: " ")
    }

    /// A message of spam with something more at the end of its body.
    func message(_ spam: [UInt8], asHTML: Bool = false, adding text: String) -> [UInt8] {
        let body = Self.body(of: spam)
        var isContent = false
        let fields = spam[..<body.startIndex].split(separator: 0x0A).filter { line in
            if line.first != 0x20, line.first != 0x09 {
                isContent = String(decoding: line, as: UTF8.self).lowercased().hasPrefix("content-")
            }
            return !isContent
        }
        let type = Array("\nContent-Type: text/\(asHTML ? "html" : "plain")\n\n".utf8)
        return Array(fields.joined(separator: [0x0A])) + type + body + Array("\n\(text)\n".utf8)
    }

    /// How many of these messages Bayes alone puts past the threshold.
    func called(_ messages: [[Token]]) -> Int { messages.count { model.score($0).isCalledSpam } }

    /// How many of the ham that was held out are called spam.
    var calledHam: Int { called(ham) }
    /// How many of the spam that was held out are.
    var calledSpam: Int { called(spam) }

    private static func body(of bytes: [UInt8]) -> ArraySlice<UInt8> {
        let end = bytes.indices.dropLast().first { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A }
        return bytes[(end.map { $0 + 2 } ?? bytes.count)...]
    }
}
