import Bayes
import Evidence
import Foundation
import Policy
import Store
import TestSupport
import Testing

/// The model that comes with Tamis, on mail that it has not been made of (docs/classifier.md, "Day one").
@Suite("Starter model")
struct StarterModelTests {
    @Test(
        "With nothing learned it flags at most 1 in 200 ham, and finds a good share of the spam",
        .enabled(if: Corpora.hasShared, "needs the SpamAssassin corpus: see corpora/README.md"))
    func dayOne() throws {
        let path = Corpora.root.appending(path: "config/starter-model.txt").path
        var lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")[...]
        let starter = try StarterModel(name: path) { lines.popFirst().map(String.init) }
        let nothing = BayesModel()
        let messages = try IndexedMail.messages()
        let flagged = messages.filter { message in
            starter.blended(nothing.score(message.tokens), of: message.tokens, learned: nothing.counts).isCalledSpam
        }
        let ham = flagged.count { !$0.isSpam }
        let spam = flagged.count(where: \.isSpam)
        #expect(ham * 200 <= messages.count { !$0.isSpam }, "\(ham) ham")
        #expect(spam * 3 >= messages.count(where: \.isSpam), "\(spam) spam")
    }
}
