import Bayes
import Evidence
import TestSupport
import Testing

/// What somebody who knows every word of the ham can do to a model that learned 1,000 messages. The same over real mail,
/// through the reader, is in CalibrationTests.
@Suite("Poisoning of a Bayes model")
struct PoisoningTests {
    /// Log-odds from which on Bayes alone passes the default threshold (`Policy.BayesPoints`).
    private static let threshold = 3.75

    private var mail = SampleMail(seed: 21)
    private var model = BayesModel()
    private let ham: [[Token]]
    private let spam: [[Token]]
    private var generator = SeededGenerator(seed: 22)

    init() {
        for number in 0..<1_000 { Self.learn(&model, mail.tokens(isSpam: number % 3 == 0), isSpam: number % 3 == 0) }
        var mail = mail
        ham = (0..<200).map { _ in mail.tokens(isSpam: false) }
        spam = (0..<100).map { _ in mail.tokens(isSpam: true) }
        self.mail = mail
    }

    @Test("Words of ham in spam that is taught do not make spam of ham", arguments: [20, 200, 2_000])
    mutating func wordSalad(words: Int) {
        for _ in 0..<50 { Self.learn(&model, salad(words), isSpam: true) }
        expectHarmless(spamFound: 95)
    }

    @Test("20,000 words that nobody has seen, ten times over")
    mutating func junk() {
        for _ in 0..<10 {
            let tokens = mail.tokens(isSpam: true) + unseen(20_000)
            #expect(model.score(tokens).logOdds >= Self.threshold)
            Self.learn(&model, tokens, isSpam: true)
        }
        expectHarmless(spamFound: 95)
    }

    @Test("Of 1,000 variants of a message a few are trained, whatever stands between them", arguments: [false, true])
    mutating func campaign(isMixed: Bool) {
        let first = salad(200)
        var trained = 0
        for _ in 0..<1_000 {
            let kept = first.filter { _ in Int.random(in: 0..<20, using: &generator) != 0 }
            if Self.learn(&model, kept + unseen(10), isSpam: true) { trained += 1 }
            if isMixed { Self.learn(&model, mail.tokens(isSpam: false), isSpam: false) }
        }
        #expect(trained <= 40)
        expectHarmless(spamFound: 95)
    }

    @Test("One wrong label in five or more makes no spam of ham, and twenty in a thousand cost no spam")
    mutating func wrongLabels() {
        for number in 1...200 {
            let isSpam = number % 2 == 0
            Self.learn(&model, mail.tokens(isSpam: isSpam), isSpam: !isSpam)
            if number == 20 { expectHarmless(spamFound: 95) }
        }
        expectHarmless(spamFound: 0)
    }

    @Test("A label that the model is sure is wrong teaches the combiner next to nothing")
    mutating func contradiction() {
        let tokens = mail.tokens(isSpam: true)
        #expect(model.score(tokens).logOdds > 7)
        let effect = model.effect(of: tokens, isSpam: false)
        #expect(abs(effect.tokenWeightStep) <= 2)
        #expect(effect.weights.allSatisfy { $0.magnitude < (1 << 32) / 500 })
        // But its tokens are counted.
        model.apply(effect, to: tokens)
        #expect(model.table[tokens[0]]?.trained == effect.time)
    }

    /// A message of spam with words of ham in its text, which is what its writer has in hand.
    private mutating func salad(_ count: Int) -> [Token] {
        let words = (0..<count).map { _ in
            Token(section: .text, hash: UInt64.random(in: 2_000..<2_200, using: &generator))
        }
        return Set(mail.tokens(isSpam: true) + words).sorted()
    }

    private mutating func unseen(_ count: Int) -> [Token] {
        (0..<count).map { _ in Token(section: .text, hash: generator.next()) }
    }

    private func expectHarmless(spamFound: Int) {
        #expect(ham.allSatisfy { model.score($0).logOdds < Self.threshold })
        #expect(spam.count { model.score($0).logOdds >= Self.threshold } >= spamFound)
    }

    /// Learns a message as the database does.
    @discardableResult
    private static func learn(_ model: inout BayesModel, _ tokens: [Token], isSpam: Bool) -> Bool {
        guard !model.knowsWell(model.score(tokens), isSpam: isSpam) else { return false }
        model.apply(model.effect(of: tokens, isSpam: isSpam), to: tokens)
        return true
    }
}
