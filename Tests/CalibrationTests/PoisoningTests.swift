import Bayes
import Evidence
import Foundation
import TestSupport
import Testing

/// What a spammer can do to a model by what he writes and users then teach, and what users can do by mistake:
/// docs/classifier.md ("Poisoning"). The bounds are on 300 ham and 120 spam that the model has not seen: before, Bayes alone
/// calls none of the ham and 107 of the spam spam. One ham, a shop's newsletter at log-odds 1.8, is so near the threshold that
/// spam full of words of ham may put it past; hardly another may. With TAMIS_POISONING set the tests print what they find.
@Suite("Poisoning", .enabled(if: Corpora.hasShared, "needs the SpamAssassin corpus: see corpora/README.md"))
struct PoisoningTests {
    private static let untouched = Result { try PoisonedMail() }
    private var mail: PoisonedMail

    init() throws {
        mail = try Self.untouched.get()
    }

    @Test("A model that was left alone calls no ham spam")
    func untouched() {
        report("untouched")
        #expect(mail.calledHam == 0)
        #expect(mail.calledSpam >= 95)
    }

    @Test("5,000 words of ham below spam hide it until some are taught, and do not harm ham", arguments: [false, true])
    mutating func wordSalad(isHidden: Bool) {
        let spam = Array(mail.plainSpam.prefix(50))
        let salads = mail.tokens(
            of: spam.map { spam in
                let words = mail.hamWords(5_000)
                return mail.message(
                    spam, asHTML: isHidden, adding: isHidden ? "<div style=\"display:none\">\(words)</div>" : words)
            })
        report("salad, hidden: \(isHidden), found \(mail.called(salads)) of 50")
        for salad in salads.prefix(10) { mail.model.learn(salad, isSpam: true) }
        report("10 taught, of the other 40 found \(mail.called(Array(salads.dropFirst(10))))")
        #expect(mail.called(Array(salads.dropFirst(10))) >= 34)
        for salad in salads.dropFirst(10) { mail.model.learn(salad, isSpam: true) }
        report("50 taught")
        #expect(mail.calledHam <= 1)
        #expect(mail.calledSpam >= 95)
    }

    @Test("50 messages of spam with words of ham, taught as spam, do not harm ham", arguments: [100, 300, 1_000])
    mutating func poisonedSpam(words: Int) {
        let poisoned = mail.tokens(of: mail.plainSpam.prefix(50).map { mail.message($0, adding: mail.hamWords(words)) })
        for tokens in poisoned { mail.model.learn(tokens, isSpam: true) }
        report("50 with \(words) words of ham")
        #expect(mail.calledHam <= 1)
        #expect(mail.calledSpam >= 95)
    }

    @Test("One word 100,000 times counts once")
    mutating func oneWord() {
        let flood = String(repeating: "meeting ", count: 100_000)
        for spam in mail.plainSpam.prefix(3) {
            let (once, often) = (mail.message(spam, adding: "meeting"), mail.message(spam, adding: flood))
            let tokens = mail.tokens(of: [once, often])
            #expect(Set(tokens[1]).subtracting(tokens[0]).count <= 1)
            #expect(abs(mail.model.score(tokens[0]).logOdds - mail.model.score(tokens[1]).logOdds) < 0.5)
        }
    }

    @Test("20,000 words that nobody has seen neither hide spam nor harm ham")
    mutating func junk() {
        let spam = Array(mail.plainSpam.prefix(5))
        let flooded = mail.tokens(of: spam.map { mail.message($0, adding: mail.junk(20_000)) })
        #expect(flooded.allSatisfy { $0.count <= 20_000 })
        report("junk, found \(mail.called(flooded)) of 5, without it \(mail.called(mail.tokens(of: spam)))")
        #expect(mail.called(flooded) >= mail.called(mail.tokens(of: spam)) - 1)
        for tokens in flooded { mail.model.learn(tokens, isSpam: true) }
        report("5 taught")
        #expect(mail.calledHam == 0)
        #expect(mail.calledSpam >= 95)
    }

    @Test("10 MB of text are read in part, and taught they do not harm ham")
    mutating func giant() {
        let words = mail.hamWords(20_000) + "\n"
        let text = String(repeating: words, count: 10_000_000 / words.utf8.count + 1)
        let tokens = mail.tokens(of: [mail.message(mail.plainSpam[0], adding: text)])[0]
        #expect(tokens.count <= 20_000)
        mail.model.learn(tokens, isSpam: true)
        report("10 MB, \(tokens.count) tokens")
        #expect(mail.calledHam <= 1)
        #expect(mail.calledSpam >= 95)
    }

    @Test("Of a campaign in 1,000 variants a few are trained, the others are well known", arguments: [0, 2_000])
    mutating func campaign(words: Int) {
        let first = mail.tokens(of: [mail.message(mail.plainSpam[3], adding: mail.hamWords(words))])[0]
        var generator = SeededGenerator(seed: 5)
        var trained = 0
        for _ in 0..<1_000 {
            let kept = first.filter { _ in Int.random(in: 0..<20, using: &generator) != 0 }
            let new = (0..<10).map { _ in Token(section: .text, hash: generator.next()) }
            if mail.model.learn(kept + new, isSpam: true) { trained += 1 }
        }
        report("campaign with \(words) words of ham, trained \(trained)")
        #expect(trained <= 10)
        #expect(mail.calledHam == 0)
        #expect(mail.calledSpam >= 95)
    }

    /// Who teaches wrongly puts less spam past the threshold, before he puts ham past it.
    @Test("Users who teach wrongly do not turn the model over, and what they taught can be taken back")
    mutating func wrongLabels() {
        var taught: [(effect: TrainingEffect, tokens: [Token])] = []
        let before = mail
        for (number, message) in mail.others.enumerated() {
            if !mail.model.knowsWell(mail.model.score(message.tokens), isSpam: !message.isSpam) {
                let effect = mail.model.effect(of: message.tokens, isSpam: !message.isSpam)
                mail.model.apply(effect, to: message.tokens)
                taught.append((effect, message.tokens))
            }
            guard let least = [20: 95, 50: 80, 200: 0][number + 1] else { continue }
            report("\(number + 1) wrong labels")
            #expect(mail.calledHam <= 3, "\(number + 1)")
            #expect(mail.calledSpam >= least, "\(number + 1)")
        }
        for (effect, tokens) in taught { mail.model.takeBack(effect, from: tokens) }
        report("all taken back")
        #expect(mail.calledHam == before.calledHam)
        #expect(abs(mail.calledSpam - before.calledSpam) <= 1)
    }

    @Test("Ham alone, or spam alone, taught wrongly", arguments: [false, true])
    mutating func oneSided(isSpam: Bool) {
        for (number, message) in mail.others.filter({ $0.isSpam == isSpam }).enumerated() {
            mail.model.learn(message.tokens, isSpam: !isSpam)
            let bounds = isSpam ? [20: 90, 50: 75, 100: 45] : [20: 95, 50: 95, 100: 95]
            guard let least = bounds[number + 1] else { continue }
            report("\(number + 1) \(isSpam ? "spam as ham" : "ham as spam")")
            #expect(mail.calledHam <= 3, "\(number + 1)")
            #expect(mail.calledSpam >= least, "\(number + 1)")
        }
    }

    private func report(_ name: String) {
        guard ProcessInfo.processInfo.environment["TAMIS_POISONING"] != nil else { return }
        let highest = mail.ham.map { mail.model.score($0).logOdds }.max() ?? 0
        print(
            "poisoning: \(name): \(mail.calledHam) of 300 ham (highest \((highest * 10).rounded() / 10)) and "
                + "\(mail.calledSpam) of 120 spam called spam")
    }
}
