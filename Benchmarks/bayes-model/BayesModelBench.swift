import Bayes
import Evidence
import Foundation
import Loopback
import Store

/// What the trained classifier costs: its database, its memory, scores, and scores beside a training.
@main
enum BayesModelBench {
    private static let usage = """
        Usage: bayes-model train --index FILE --database FILE [--tokens N]
               bayes-model open --database FILE
               bayes-model score --index FILE --database FILE [--rounds N]
               bayes-model contend --index FILE --database FILE [--messages N]

          train    learns the messages of the index, a call each, then pads the database with random tokens
          open     opens it: how long that takes and how much memory it takes
          score    scores all messages on one thread, their tokens extracted before
          contend  scores on one thread while another learns messages whose tokens are new, until they are folded

          --index FILE     lines '<ham|spam> <path>', paths relative to it
          --database FILE  bayes.db
          --tokens N       how many tokens it has after the padding (2000000)
          --rounds N       how often all messages are scored; the fastest counts (5)
          --messages N     how many are learned (1500)

        It prints a line a figure: its name, a tab, and the number.

        """

    /// Room for the padding and for what is learned after it.
    private static let settings = BayesSettings(maximumTokens: 4_000_000)
    /// What a message has at most.
    private static let tokensInMessage = 20_000

    static func main() {
        do {
            var arguments = Arguments(Array(CommandLine.arguments.dropFirst()))
            if arguments.flag("--help") {
                print(usage, terminator: "")
                return
            }
            let index = try arguments.text("--index")
            guard let path = try arguments.text("--database") else { throw Arguments.Misuse("--database is needed") }
            let tokenCount = try arguments.integer("--tokens", in: 0...3_500_000) ?? 2_000_000
            let rounds = try arguments.integer("--rounds", in: 1...1_000) ?? 5
            let messageCount = try arguments.integer("--messages", in: 1_001...100_000) ?? 1_500
            func corpus() throws -> [CorpusMessage] {
                guard let index else { throw Arguments.Misuse("--index is needed") }
                return try CorpusMessage.all(index: index)
            }
            switch try arguments.rest() {
            case ["train"]: try train(corpus(), path, tokenCount)
            case ["open"]: try open(path)
            case ["score"]: try score(corpus(), path, rounds)
            case ["contend"]: try Contention(BayesDatabase(path: path, settings: settings), corpus()).run(messageCount)
            default: throw Arguments.Misuse("say train, open, score or contend")
            }
        } catch {
            give(up: error, program: "bayes-model", usage: usage)
        }
    }

    private static func train(_ messages: [CorpusMessage], _ path: String, _ tokenCount: Int) throws {
        var database = try BayesDatabase(path: path, settings: settings)
        let start = monotonicNanoseconds()
        for (number, message) in messages.enumerated() {
            _ = try database.train([message.example(number: number)])
        }
        report("trained, messages/s", Double(messages.count) / seconds(since: start))
        try database.close()
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        report("database after the corpus, MB", Double(attributes[.size] as? Int ?? 0) / 1e6)

        database = try BayesDatabase(path: path, settings: settings)
        report("tokens of the corpus", Double(database.information.tokens))
        var missing = tokenCount - database.information.tokens
        var number = messages.count
        while missing > 0 {
            let range = number * tokensInMessage..<number * tokensInMessage + min(missing, tokensInMessage)
            let tokens = range.map { RandomTokens.token($0) }
            let message = CorpusMessage(isSpam: number % 2 == 0, tokens: tokens)
            _ = try database.train([message.example(number: number)])
            missing -= tokens.count
            number += 1
        }
        report("tokens after the padding", Double(database.information.tokens))
        try database.close()
    }

    private static func open(_ path: String) throws {
        let before = residentBytes()
        let start = monotonicNanoseconds()
        let database = try BayesDatabase(path: path, settings: settings)
        report("open, s", seconds(since: start))
        report("resident memory that opening added, MB", Double(residentBytes() - before) / 1e6)
        report("tokens", Double(database.information.tokens))
    }

    private static func score(_ messages: [CorpusMessage], _ path: String, _ rounds: Int) throws {
        let database = try BayesDatabase(path: path, settings: settings)
        var fastest = Double.infinity
        var sum = 0.0
        for _ in 0..<rounds {
            let start = monotonicNanoseconds()
            for message in messages { sum += database.rawScore(message.tokens).logOdds }
            fastest = min(fastest, seconds(since: start))
        }
        report("scores/s", Double(messages.count) / fastest)
        // So that nobody leaves the scores out.
        if sum.isNaN { report("not a number", sum) }
    }

    /// VmRSS.
    private static func residentBytes() -> Int {
        let lines = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8))?.split(separator: "\n") ?? []
        let words = lines.first { $0.hasPrefix("VmRSS:") }?.split(whereSeparator: \.isWhitespace) ?? []
        return words.count > 1 ? (Int(words[1]) ?? 0) * 1_024 : 0
    }
}

/// Prints a figure.
func report(_ name: String, _ value: Double) {
    print("\(name)\t\(String(format: value < 10 ? "%.3f" : value < 1_000 ? "%.1f" : "%.0f", value))")
}

/// Seconds of the monotonic clock since a reading of it.
func seconds(since start: UInt64) -> Double { Double(monotonicNanoseconds() - start) / 1e9 }
