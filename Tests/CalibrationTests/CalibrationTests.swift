import Bayes
import Content
import Evidence
import Foundation
import MailObject
import Policy
import TestSupport
import Testing

/// The calibration of docs/classifier.md, through the real reader, classifier and judge.
///
/// `TAMIS_CALIBRATION_FOLDS=10 swift test --filter CalibrationTests` repeats it and prints its table;
/// without the variable two folds are run, which takes a tenth of the time and trains on half the mail.
@Suite("Calibration")
struct CalibrationTests {
    private static let folds = ProcessInfo.processInfo.environment["TAMIS_CALIBRATION_FOLDS"].flatMap(Int.init)

    enum Order: String, CaseIterable {
        case mixed
        /// As two calls of `tamis learn` give it.
        case hamFirst = "all ham, then all spam"
        case spamFirst = "all spam, then all ham"
    }

    @Test(
        "Bayes alone calls at most 1 in 1,000 ham spam, and finds most spam, in whatever order they were learned",
        .enabled(if: Corpora.hasShared, "needs the SpamAssassin corpus: see corpora/README.md"))
    func crossValidated() throws {
        let messages = try Self.messages()
        let folds = max(Self.folds ?? 2, 2)
        for order in Order.allCases {
            var ham: [Double] = []
            var spam: [Double] = []
            for fold in 0..<folds {
                let model = Self.model(
                    of: messages.enumerated().filter { $0.offset % folds != fold }.map(\.element), order)
                for (_, message) in messages.enumerated().filter({ $0.offset % folds == fold }) {
                    let logOdds = model.score(message.tokens).logOdds
                    if message.isSpam { spam.append(logOdds) } else { ham.append(logOdds) }
                }
            }
            let flaggedHam = ham.filter(Self.isCalledSpam).count
            let flaggedSpam = spam.filter(Self.isCalledSpam).count
            if Self.folds != nil {
                print(Self.table(order, ham: ham.sorted(), spam: spam.sorted(), flaggedHam, flaggedSpam))
            }
            #expect(flaggedHam * 1_000 <= ham.count, "\(order): \(flaggedHam) of \(ham.count) ham")
            let share = order == .mixed ? 0.9 : 0.5
            #expect(Double(flaggedSpam) >= share * Double(spam.count), "\(order): \(flaggedSpam) of \(spam.count) spam")
        }
    }

    private struct Message {
        let isSpam: Bool
        let tokens: [Token]
    }

    /// The corpus in the order of its index.
    private static func messages() throws -> [Message] {
        let folder = Corpora.sharedFolder.appending(path: "spamassassin")
        let index = try String(contentsOf: folder.appending(path: "index"), encoding: .utf8)
        var reader = ContentReader(charsets: Charsets())
        return try index.split(separator: "\n").map { line in
            let words = line.split(separator: " ", maxSplits: 1)
            let bytes = try [UInt8](Data(contentsOf: folder.appending(path: String(try #require(words.last)))))
            return Message(isSpam: words.first == "spam", tokens: reader.read(bytes.span).tokens)
        }
    }

    /// A model that learned these messages as the database does.
    private static func model(of messages: [Message], _ order: Order) -> BayesModel {
        let sequence =
            switch order {
            case .mixed: messages
            case .hamFirst: messages.filter { !$0.isSpam } + messages.filter(\.isSpam)
            case .spamFirst: messages.filter(\.isSpam) + messages.filter { !$0.isSpam }
            }
        var model = BayesModel()
        for message in sequence where !model.knowsWell(model.score(message.tokens), isSpam: message.isSpam) {
            model.apply(model.effect(of: message.tokens, isSpam: message.isSpam), to: message.tokens)
        }
        return model
    }

    /// Whether the judge, with default settings and no other evidence, calls it spam.
    private static func isCalledSpam(_ logOdds: Double) -> Bool {
        let findings = Findings(
            reading: .found(Reading()), scan: .notRun,
            bayes: .found(BayesScore(logOdds: logOdds, tokenCount: 1, knownTokenCount: 1)), replacedOctets: 0,
            byteCount: 0)
        let envelope = Envelope(reversePath: Path(""), recipients: [Recipient(forwardPath: Path(""))])
        let trace = Trace(id: MailID(), client: ClientInfo(address: ""), sessionProtocol: .lmtp, date: "")
        return Judge(settings: PolicySettings()).verdicts(for: findings, envelope: envelope, trace: trace)
            .contains(where: \.isSpam)
    }

    private static func table(
        _ order: Order, ham: [Double], spam: [Double], _ flaggedHam: Int, _ flaggedSpam: Int
    ) -> String {
        func row(_ name: String, _ values: [Double], _ shares: [Double]) -> String {
            let cells = shares.map { share in
                let value = values[min(Int(share * Double(values.count)), values.count - 1)]
                return "\(share * 100)%: \((value * 100).rounded() / 100)"
            }
            return "  log-odds of \(name) below which lie " + cells.joined(separator: ", ")
        }
        return """
            learned \(order.rawValue): called spam \(flaggedHam) of \(ham.count) ham, \(flaggedSpam) of \(spam.count) spam
            \(row("ham", ham, [0.5, 0.9, 0.99, 0.995, 0.998, 0.999, 1]))
            \(row("spam", spam, [0, 0.01, 0.05, 0.1, 0.25, 0.5]))
            """
    }
}
