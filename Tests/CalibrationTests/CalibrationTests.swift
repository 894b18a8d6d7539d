import Bayes
import Evidence
import Foundation
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
        let messages = try IndexedMail.messages()
        let folds = max(Self.folds ?? 2, 2)
        for order in Order.allCases {
            var ham: [BayesScore] = []
            var spam: [BayesScore] = []
            for fold in 0..<folds {
                let model = Self.model(
                    of: messages.enumerated().filter { $0.offset % folds != fold }.map(\.element), order)
                for (_, message) in messages.enumerated().filter({ $0.offset % folds == fold }) {
                    let score = model.score(message.tokens)
                    if message.isSpam { spam.append(score) } else { ham.append(score) }
                }
            }
            let flaggedHam = ham.filter(\.isCalledSpam).count
            let flaggedSpam = spam.filter(\.isCalledSpam).count
            if Self.folds != nil {
                print(
                    Self.table(
                        order, ham: ham.map(\.logOdds).sorted(), spam: spam.map(\.logOdds).sorted(), flaggedHam,
                        flaggedSpam))
            }
            #expect(flaggedHam * 1_000 <= ham.count, "\(order): \(flaggedHam) of \(ham.count) ham")
            let share = order == .mixed ? 0.9 : 0.5
            #expect(Double(flaggedSpam) >= share * Double(spam.count), "\(order): \(flaggedSpam) of \(spam.count) spam")
        }
    }

    /// A model that learned these messages as the database does.
    private static func model(of messages: [IndexedMail], _ order: Order) -> BayesModel {
        let sequence =
            switch order {
            case .mixed: messages
            case .hamFirst: messages.filter { !$0.isSpam } + messages.filter(\.isSpam)
            case .spamFirst: messages.filter(\.isSpam) + messages.filter { !$0.isSpam }
            }
        var model = BayesModel()
        for message in sequence { model.learn(message) }
        return model
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
