import Bayes
import Evidence
import Foundation
import TestSupport
import Testing

/// What a spammer can do to a model by what he writes and what users then teach: docs/classifier.md ("Poisoning").
///
/// Of 300 ham and 120 spam that the model has not seen Bayes alone calls none and 110 spam before.
@Suite("Poisoning", .enabled(if: Corpora.hasShared, "needs the SpamAssassin corpus: see corpora/README.md"))
struct PoisoningTests {
    private static let mail = Result { try PoisonedMail() }
    private static func say(_ text: String) { print("POISON \(text)") }

    @Test func baseline() throws {
        let mail = try Self.mail.get()
        Self.say("base \(mail.damage) plain \(mail.plainSpam.count) words \(mail.hamWordCount) others \(mail.others.count)")
    }

    @Test("Word salad", arguments: [false, true])
    func wordSalad(isHidden: Bool) throws {
        var mail = try Self.mail.get()
        var salads: [[Token]] = []
        for spam in mail.plainSpam.prefix(60) {
            let words = mail.hamWords(5_000)
            salads.append(mail.tokens(of: mail.message(
                spam, asHTML: isHidden, adding: isHidden ? "<div style=\"display:none\">\(words)</div>" : words)))
        }
        let plain = mail.plainSpam.prefix(60).map { spam in mail.tokens(of: spam) }
        Self.say("salad hidden \(isHidden): found plain \(mail.called(plain)) salad \(mail.called(salads)) of \(salads.count), tokens \(salads[0].count)")
        var n = 0
        for (i, salad) in salads.enumerated() where i < 50 {
            if mail.model.learn(salad, isSpam: true) { n += 1 }
            if [1, 2, 5, 10, 20, 50].contains(i + 1) { Self.say("  after \(i + 1) trained \(n): \(mail.damage), salads \(mail.called(salads))") }
        }
    }

    @Test func mixedSalad() throws {
        var mail = try Self.mail.get()
        for size in [100, 300, 1000] {
            var copy = mail
            var n = 0
            for spam in mail.plainSpam.prefix(50) {
                let tokens = copy.tokens(of: copy.message(spam, adding: copy.hamWords(size)))
                if copy.model.learn(tokens, isSpam: true) { n += 1 }
                for other in mail.others.filter({ !$0.isSpam }).prefix(2) { copy.model.learn(other) }
            }
            Self.say("poisoned \(size): trained \(n) \(copy.damage)")
        }
        _ = mail.hamWords(1)
    }

    @Test func floods() throws {
        var mail = try Self.mail.get()
        let same = String(repeating: "meeting ", count: 100_000)
        var before = 0, after = 0, junk = 0
        for spam in mail.plainSpam.prefix(5) {
            before += mail.called([mail.tokens(of: spam)])
            after += mail.called([mail.tokens(of: mail.message(spam, adding: same))])
        }
        Self.say("flood: \(before) -> \(after)")
        var salads: [[Token]] = []
        for spam in mail.plainSpam.prefix(10) {
            let words = mail.junk(20_000)
            salads.append(mail.tokens(of: mail.message(spam, adding: words)))
        }
        junk = mail.called(salads)
        Self.say("junk: found \(junk) of 10, plain \(mail.called(mail.plainSpam.prefix(10).map { s in var m = mail; return m.tokens(of: s) })) tokens \(salads[0].count)")
        for s in salads { mail.model.learn(s, isSpam: true) }
        Self.say("junk trained: \(mail.damage)")
    }

    @Test func giant() throws {
        var mail = try Self.mail.get()
        let words = mail.hamWords(20_000)
        let text = Array(repeating: words, count: 10_000_000 / words.utf8.count).joined(separator: "\n")
        let tokens = mail.tokens(of: mail.message(mail.plainSpam[0], adding: text))
        Self.say("giant \(text.utf8.count) tokens \(tokens.count) score \(mail.model.score(tokens).logOdds) was \(mail.model.score(mail.tokens(of: mail.plainSpam[0])).logOdds)")
        mail.model.learn(tokens, isSpam: true)
        Self.say("giant trained \(mail.damage)")
    }

    @Test(arguments: [0, 300, 2000], [false, true]) func campaign(words: Int, isMixed: Bool) throws {
        var mail = try Self.mail.get()
        let base = mail.message(mail.plainSpam[3], adding: mail.hamWords(words))
        let tokens = mail.tokens(of: base)
        var g = SeededGenerator(seed: 5)
        var n = 0
        let ham = mail.others.filter { !$0.isSpam }
        for i in 0..<1_000 {
            let variant = tokens.filter { _ in UInt8.random(in: 0..<20, using: &g) != 0 } + (0..<10).map { _ in Token(section: .text, hash: g.next()) }
            if mail.model.learn(variant, isSpam: true) { n += 1 }
            if isMixed { mail.model.learn(ham[i % ham.count]) }
        }
        Self.say("campaign \(words) mixed \(isMixed): trained \(n) \(mail.damage)")
    }

    @Test func wrong() throws {
        var mail = try Self.mail.get()
        for (i, other) in mail.others.enumerated() {
            mail.model.learn(other.tokens, isSpam: !other.isSpam)
            if [20, 50, 100, 200].contains(i + 1) { Self.say("wrong \(i + 1): \(mail.damage)") }
        }
        mail = try Self.mail.get()
        for (i, other) in mail.others.filter({ !$0.isSpam }).enumerated() { mail.model.learn(other.tokens, isSpam: true)
            if [20, 50, 100, 200].contains(i + 1) { Self.say("ham wrong \(i + 1): \(mail.damage)") }
        }
        mail = try Self.mail.get()
        for other in mail.others.filter({ $0.isSpam }) { mail.model.learn(other.tokens, isSpam: false) }
        Self.say("spam wrong: \(mail.damage)")
    }
}
