import Bayes
import Evidence
import TestSupport
import Testing

@Suite("Bayes model")
struct BayesModelTests {
    /// A model that has learned `count` messages of each class, mixed.
    private func model(after count: Int, mail: inout SampleMail) -> BayesModel {
        var model = BayesModel()
        for _ in 0..<count {
            for isSpam in [false, true] {
                let tokens = mail.tokens(isSpam: isSpam)
                model.apply(model.effect(of: tokens, isSpam: isSpam), to: tokens)
            }
        }
        return model
    }

    @Test("Mail of a kind that was learned is told apart, and nothing is said of unknown mail")
    func learns() {
        var mail = SampleMail(seed: 1)
        let model = model(after: 150, mail: &mail)
        for _ in 0..<50 {
            #expect(model.score(mail.tokens(isSpam: true)).logOdds > 2)
            #expect(model.score(mail.tokens(isSpam: false)).logOdds < -2)
        }
        let untrained = BayesModel().score(mail.tokens(isSpam: true))
        #expect(untrained.logOdds == 0)
        #expect(untrained.knownTokenCount == 0)
    }

    @Test("Evidence of one token is as the formula says")
    func formula() throws {
        // 4 spam and 12 ham trained; the token in 3 of the spam and 1 of the ham; no weights learned.
        let token = Token(section: .text, hash: 5)
        var table = TokenTable()
        table[token] = TokenEntry(spam: 3, ham: 1)
        let model = BayesModel(table: table, counts: TrainingCounts(spam: 4, ham: 12))
        // M = 8; as = .05·4/8 = .025; ah = .05·12/8 = .075; ps = 3.025/4.05; ph = 1.075/12.15;
        // l = ln(ps/ph)·4/4.1 = 2.08059…; c = tanh(l/2)² = .60530…; E = c·l/(1 + c) = .78451…; z = .225·E + .45·E.
        let explanation = model.explain([token])
        #expect(abs(explanation.score.logOdds - 0.675 * 0.7845) < 0.001)
        #expect(explanation.contributions.map(\.spam) == [3])
    }

    @Test("Scores do not depend on the order of the tokens, nor on the table's seed")
    func order() {
        var mail = SampleMail(seed: 2)
        let model = model(after: 60, mail: &mail)
        var generator = SeededGenerator(seed: 3)
        var table = TokenTable(seed: 99)
        for token in model.table.tokens(where: { _ in true }) { table[token] = model.table[token] }
        let copy = BayesModel(table: table, combiner: model.combiner, counts: model.counts, run: model.run)
        for _ in 0..<50 {
            let tokens = mail.tokens(isSpam: Bool.random(using: &generator))
            let shuffled = tokens.shuffled(using: &generator)
            #expect(model.score(tokens) == model.score(shuffled))
            #expect(copy.score(shuffled) == model.score(tokens))
        }
    }

    @Test("The same mail in the same order gives the same model, to the bit")
    func determinism() {
        var first = SampleMail(seed: 4)
        var second = SampleMail(seed: 4)
        #expect(model(after: 80, mail: &first) == model(after: 80, mail: &second))
    }

    @Test("A training taken back leaves the model as it was, to the bit", arguments: [0, 1, 15, 30, 120])
    func takenBack(trained: Int) {
        var mail = SampleMail(seed: 5)
        var model = model(after: trained, mail: &mail)
        for isSpam in [true, false, true, true] {
            let before = model
            let tokens = mail.tokens(isSpam: isSpam)
            let effect = model.effect(of: tokens, isSpam: isSpam)
            model.apply(effect, to: tokens)
            #expect(model != before)
            var undone = model
            undone.takeBack(effect, from: tokens)
            #expect(undone == before)
        }
    }

    @Test("Trainings taken back in reverse order leave the model as it was, to the bit")
    func takenBackInReverse() {
        var mail = SampleMail(seed: 6)
        var model = model(after: 40, mail: &mail)
        let before = model
        var done: [(TrainingEffect, [Token])] = []
        for number in 0..<60 {
            let tokens = mail.tokens(isSpam: number % 3 == 0)
            let effect = model.effect(of: tokens, isSpam: number % 3 == 0)
            model.apply(effect, to: tokens)
            done.append((effect, tokens))
        }
        for (effect, tokens) in done.reversed() { model.takeBack(effect, from: tokens) }
        #expect(model == before)
    }

    @Test("A training taken back later is subtracted, and no count goes below zero")
    func takenBackLater() {
        var mail = SampleMail(seed: 7)
        var model = model(after: 30, mail: &mail)
        let tokens = mail.tokens(isSpam: true)
        let effect = model.effect(of: tokens, isSpam: true)
        model.apply(effect, to: tokens)
        let others = (0..<5).map { _ in mail.tokens(isSpam: false) }
        for other in others { model.apply(model.effect(of: other, isSpam: false), to: other) }
        let spam = model.counts.spam
        model.table[tokens[0]] = nil
        model.table[tokens[1]] = TokenEntry(spam: 0, ham: 4)
        model.takeBack(effect, from: tokens)
        #expect(model.counts.spam == spam - 1)
        #expect(model.table[tokens[0]] == nil, "pruned tokens are skipped")
        #expect(model.table[tokens[1]]?.spam == 0)
        for _ in 0..<100 { model.takeBack(effect, from: tokens) }
        #expect(model.counts.spam == 0)
    }

    @Test("All ham first and all spam after teaches to tell them apart as well as both mixed")
    func blocks() {
        for spamFirst in [false, true] {
            var mail = SampleMail(seed: 8)
            var model = BayesModel()
            for isSpam in [spamFirst, !spamFirst] {
                for _ in 0..<300 {
                    let tokens = mail.tokens(isSpam: isSpam)
                    if model.knowsWell(model.score(tokens), isSpam: isSpam) { continue }
                    model.apply(model.effect(of: tokens, isSpam: isSpam), to: tokens)
                }
            }
            for _ in 0..<50 {
                #expect(model.score(mail.tokens(isSpam: true)).logOdds > 1)
                #expect(model.score(mail.tokens(isSpam: false)).logOdds < -1)
            }
        }
    }

    @Test("A message is well known beyond ±8 only, and only when both classes are trained")
    func wellKnown() {
        let known = BayesModel(counts: TrainingCounts(spam: 100, ham: 100))
        func score(_ logOdds: Double) -> BayesScore { BayesScore(logOdds: logOdds, tokenCount: 1, knownTokenCount: 1) }
        #expect(known.knowsWell(score(8), isSpam: true))
        #expect(!known.knowsWell(score(7.9), isSpam: true))
        #expect(!known.knowsWell(score(8), isSpam: false))
        #expect(known.knowsWell(score(-8), isSpam: false))
        #expect(!known.knowsWell(score(-8), isSpam: true))
        let oneSided = BayesModel(counts: TrainingCounts(spam: 0, ham: 5_000))
        #expect(!oneSided.knowsWell(score(-20), isSpam: false))
    }

    @Test("Every 2,500 messages, tokens seen once and not in the last 5,000 are forgotten")
    func pruning() {
        var model = BayesModel(counts: TrainingCounts(spam: 4_000, ham: 3_499))
        let kept = [TokenEntry(spam: 1, trained: 2_501), TokenEntry(spam: 1, ham: 1, trained: 5)]
        let dropped = [TokenEntry(spam: 1, trained: 2_500), TokenEntry(ham: 1, trained: 5)]
        for (key, entry) in (kept + dropped).enumerated() { model.table[Token(key: UInt64(key + 1))] = entry }
        let tokens = [Token(key: 77)]
        let forgotten = model.apply(model.effect(of: tokens, isSpam: true), to: tokens)
        #expect(Set(forgotten) == [Token(key: 3), Token(key: 4)])
        #expect(model.table.count == 3)
        #expect(model.table[Token(key: 1)] == kept[0])
        #expect(model.apply(model.effect(of: tokens, isSpam: true), to: tokens).isEmpty)
    }

    @Test("What each token adds, and the base, sum up to the score")
    func explanation() {
        var mail = SampleMail(seed: 9)
        let model = model(after: 100, mail: &mail)
        for isSpam in [true, false] {
            let tokens = mail.tokens(isSpam: isSpam)
            let explanation = model.explain(tokens)
            #expect(explanation.score == model.score(tokens))
            // To the bit, in any order, by tokens as by sections.
            #expect(
                explanation.contributions.reduce(explanation.base) { $0 + $1.evidence } == explanation.score.logOdds)
            #expect(
                explanation.contributions.reversed().reduce(0) { $0 + $1.evidence } + explanation.base
                    == explanation.score.logOdds)
            #expect(
                TokenSection.allCases.reduce(explanation.base) { $0 + explanation.evidence(of: $1) }
                    == explanation.score.logOdds)
            let weights = explanation.contributions.map(\.evidence.magnitude)
            #expect(weights == weights.sorted(by: >))
            #expect(explanation.contributions.count == explanation.score.knownTokenCount)
        }
    }

    @Test("No number in a damaged database makes a model trap or lose its senses")
    func damaged() {
        let tokens = (1...40).map { Token(key: UInt64($0) << 57 | 7) }
        for extreme in [Int64.min, -1, 0, .max] {
            var table = TokenTable()
            for token in tokens {
                table[token] = TokenEntry(
                    spam: UInt32(clamping: extreme), ham: UInt32(clamping: extreme), weight: Int32(clamping: extreme),
                    trained: UInt32(clamping: extreme))
            }
            let numbers = Array(repeating: extreme, count: Combiner.inputCount)
            for (spam, ham) in [(Int.max, 0), (0, Int.max), (Int.max, Int.max), (-5, -5)] {
                var model = BayesModel(
                    table: table, combiner: Combiner(weights: numbers, squares: numbers, bias: extreme) ?? Combiner(),
                    counts: TrainingCounts(spam: spam, ham: ham), run: Int(extreme))
                let effect = model.effect(of: tokens, isSpam: true)
                model.apply(effect, to: tokens)
                model.takeBack(effect, from: tokens)
                model.takeBack(effect, from: tokens)
                #expect(!model.score(tokens).logOdds.isNaN)
                #expect(!model.explain(tokens).base.isNaN)
            }
        }
        #expect(Combiner(weights: [1], squares: [], bias: 0) == nil)
    }

    @Test("A message without tokens is scored and trained like any other")
    func empty() {
        var mail = SampleMail(seed: 10)
        var model = model(after: 30, mail: &mail)
        let before = model
        let effect = model.effect(of: [], isSpam: true)
        model.apply(effect, to: [])
        #expect(model.score([]).tokenCount == 0)
        model.takeBack(effect, from: [])
        #expect(model == before)
    }
}
