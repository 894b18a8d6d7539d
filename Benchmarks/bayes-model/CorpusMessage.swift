import Content
import Evidence
import Foundation
import Store

/// A message as the classifier sees it.
struct CorpusMessage: Sendable {
    let isSpam: Bool
    let tokens: [Token]

    /// The messages of an index, in its order, read as a worker reads them.
    static func all(index: String) throws -> [CorpusMessage] {
        let folder = URL(filePath: index).deletingLastPathComponent()
        var reader = ContentReader(charsets: Charsets())
        return try String(contentsOfFile: index, encoding: .utf8).split(separator: "\n").map { line in
            let words = line.split(separator: " ", maxSplits: 1)
            let file = folder.appending(path: words.count > 1 ? String(words[1]) : "")
            let bytes = try [UInt8](Data(contentsOf: file))
            return CorpusMessage(isSpam: words.first == "spam", tokens: reader.read(bytes.span).tokens)
        }
    }

    /// To be learned, under a digest that is the number.
    func example(number: Int) -> TrainingExample {
        let digest = (0..<32).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> ($0 * 8)) : 0 }
        return TrainingExample(digest: digest, isSpam: isSpam, tokens: tokens)
    }

    /// The same message with other words: every token is another, the same one for the same.
    var translated: CorpusMessage {
        CorpusMessage(
            isSpam: isSpam,
            tokens: tokens.map { Token(section: $0.section, hash: RandomTokens.mixed($0.key ^ 0x5DEE_CE66_D1CE_4E5B)) })
    }
}

/// Tokens by number, as far apart as hashes are.
enum RandomTokens {
    static func token(_ number: Int) -> Token {
        let sections = TokenSection.allCases
        return Token(section: sections[number % sections.count], hash: mixed(UInt64(truncatingIfNeeded: number)))
    }

    /// SplitMix64's step.
    static func mixed(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
