import Bayes
import Content
import Evidence
import TestSupport

/// A model that learned 1,000 messages of the SpamAssassin corpus, mail that it has not seen, and a spammer who knows its
/// owner's mail: he writes what he adds with the words of the ham that it learned.
struct PoisonedMail {
    var model = BayesModel()
    /// Held out.
    let ham: [[Token]]
    let spam: [[Token]]
    /// Spam held out whose body is text as it stands.
    let plainSpam: [[UInt8]]
    /// Further messages, 100 of each class.
    let others: [IndexedMail]
    private let words: [String]
    private var generator = SeededGenerator(seed: 11)
    private var reader = ContentReader(charsets: Charsets())

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
            let text = String(decoding: message.bytes, as: UTF8.self)
            let body = text.range(of: "\n\n").map { text[$0.upperBound...] } ?? text[...]
            for word in body.split(whereSeparator: { !$0.isASCII || !$0.isLetter }) where (3...12).contains(word.count) {
                words.insert(word.lowercased())
            }
        }
        self.words = words.sorted()
    }

    var hamWordCount: Int { words.count }

    /// What a worker finds in a message.
    mutating func tokens(of bytes: [UInt8]) -> [Token] { reader.read(bytes.span).tokens }

    /// Different words of the ham that was learned.
    mutating func hamWords(_ count: Int) -> String {
        words.shuffled(using: &generator).prefix(count).joined(separator: " ")
    }

    /// Words that nobody has seen.
    mutating func junk(_ count: Int) -> String {
        (0..<count).map { _ in "q" + String(generator.next() >> 4, radix: 36) }.joined(separator: " ")
    }

    /// A message of spam with something more in its body.
    func message(_ spam: [UInt8], asHTML: Bool = false, adding text: String) -> [UInt8] {
        let whole = String(decoding: spam, as: UTF8.self)
        let end = whole.range(of: "\n\n") ?? whole.endIndex..<whole.endIndex
        var isContent = false
        var fields = whole[..<end.lowerBound].split(separator: "\n").filter { line in
            if line.first != " ", line.first != "\t" { isContent = line.lowercased().hasPrefix("content-") }
            return !isContent
        }
        fields.append("Content-Type: text/\(asHTML ? "html" : "plain")")
        return Array((fields.joined(separator: "\n") + "\n\n" + whole[end.upperBound...] + "\n" + text + "\n").utf8)
    }

    /// How many of these messages Bayes alone puts past the threshold.
    func called(_ messages: [[Token]]) -> Int { messages.count { model.score($0).isCalledSpam } }

    /// How many of the ham that was held out are called spam, and how many of the spam.
    var damage: (ham: Int, spam: Int) { (called(ham), called(spam)) }
}
