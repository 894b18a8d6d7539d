import Evidence
import TestSupport
import Testing

@testable import Bayes

@Suite("What is learned for one recipient alone")
struct ScopeModelTests {
    private func trained(_ messages: [(tokens: [Token], isSpam: Bool)]) -> BayesModel {
        var model = BayesModel()
        for (tokens, isSpam) in messages { model.apply(model.effect(of: tokens, isSpam: isSpam), to: tokens) }
        return model
    }

    private func common() -> BayesModel {
        var mail = SampleMail(seed: 4)
        return trained((0..<120).map { number in (mail.tokens(isSpam: number % 2 == 0), number % 2 == 0) })
    }

    @Test("It counts as so many messages that are learned for all")
    func weight() {
        let common = common()
        var mail = SampleMail(seed: 5)
        let own = trained((0..<6).map { _ in (mail.tokens(isSpam: true), true) })
        // The same table by hand.
        var sum = common
        own.table.forEach { token, entry in
            var total = sum.table[token] ?? TokenEntry()
            total.spam += 7 * entry.spam
            total.ham += 7 * entry.ham
            if let common = common.table[token] {
                let share = Double(common.spam + common.ham) / Double(total.spam + total.ham)
                total.weight = Int32(Double(common.weight) * share)
            }
            sum.table[token] = total
        }
        sum.counts.spam += 7 * 6
        let scope = ScopeModel(model: own, weight: 7)
        for isSpam in [true, false] {
            let tokens = mail.tokens(isSpam: isSpam)
            #expect(common.score(tokens, scope: scope) == sum.score(tokens))
            let explanation = common.explain(tokens, scope: scope)
            #expect(explanation.score == sum.score(tokens))
            #expect(
                explanation.contributions.reduce(explanation.base) { $0 + $1.evidence } == sum.score(tokens).logOdds)
        }
    }

    @Test("Nothing learned for him leaves the score as all have it")
    func nothing() {
        let common = common()
        var mail = SampleMail(seed: 6)
        let tokens = mail.tokens(isSpam: true)
        #expect(common.score(tokens, scope: ScopeModel(model: BayesModel(), weight: 20)) == common.score(tokens))
    }

    @Test("A newsletter that all others want is spam for who says so, and his other mail stays what it was")
    func newsletter() {
        let common = common()
        var mail = SampleMail(seed: 7)
        let newsletter = (1...60).map { Token(section: .text, hash: UInt64($0) << 40 | 0xBEEF) }
        var site = common
        for _ in 0..<20 { site.apply(site.effect(of: newsletter, isSpam: false), to: newsletter) }
        #expect(site.score(newsletter).logOdds < 0)
        let own = trained((0..<3).map { _ in (newsletter, true) })
        let scope = ScopeModel(model: own, weight: 20)
        #expect(site.score(newsletter, scope: scope).logOdds > 0)
        for isSpam in [true, false] {
            let tokens = mail.tokens(isSpam: isSpam)
            #expect((site.score(tokens, scope: scope).logOdds > 0) == (site.score(tokens).logOdds > 0))
        }
    }

    @Test("Numbers as large as they come do not trap")
    func extremes() {
        var table = TokenTable()
        let token = Token(key: 7)
        table[token] = TokenEntry(spam: .max, ham: .max, weight: .max, trained: .max)
        let counts = TrainingCounts(spam: .max, ham: .max, wellKnownSpam: .max, wellKnownHam: .max)
        let model = BayesModel(table: table, counts: counts)
        let scope = ScopeModel(model: model, weight: .max)
        #expect(!model.score([token], scope: scope).logOdds.isNaN)
        #expect(model.explain([token], scope: scope).score == model.score([token], scope: scope))
    }
}
