import Evidence
import TestSupport
import Testing

@testable import Bayes

@Suite("The starter model")
struct StarterModelTests {
    private func trained(_ count: Int, seed: UInt64) -> BayesModel {
        var mail = SampleMail(seed: seed)
        var model = BayesModel()
        for number in 0..<count {
            let tokens = mail.tokens(isSpam: number % 2 == 0)
            model.apply(model.effect(of: tokens, isSpam: number % 2 == 0), to: tokens)
        }
        return model
    }

    @Test("It counts for all where nothing is learned, for half at twenty of each class, and gives way")
    func share() {
        #expect(StarterModel.localShare(TrainingCounts()) == 0)
        #expect(StarterModel.localShare(TrainingCounts(spam: 1_000)) == 0)
        #expect(StarterModel.localShare(TrainingCounts(spam: 20, ham: 50)) == 0.5)
        #expect(StarterModel.localShare(TrainingCounts(spam: 5, ham: 980, wellKnownSpam: 975)) == 0.98)
        let starterModel = trained(60, seed: 1)
        let starter = StarterModel(starterModel)
        let local = trained(40, seed: 2)
        var mail = SampleMail(seed: 3)
        for isSpam in [true, false] {
            let tokens = mail.tokens(isSpam: isSpam)
            let (one, other) = (starterModel.score(tokens).logOdds, local.score(tokens).logOdds)
            let blended = starter.blended(local.score(tokens), of: tokens, learned: local.counts).logOdds
            #expect(abs(blended - (one + other) / 2) < 1e-9)
            let alone = starter.blended(BayesModel().score(tokens), of: tokens, learned: TrainingCounts()).logOdds
            #expect(alone == one)
        }
    }

    @Test("What both say together is explained to the bit")
    func explanation() {
        let starter = StarterModel(trained(60, seed: 1))
        for count in [0, 2, 40, 300] {
            let local = trained(count, seed: 2)
            var mail = SampleMail(seed: 3)
            for isSpam in [true, false] {
                let tokens = mail.tokens(isSpam: isSpam)
                let explained = starter.blended(local.explain(tokens), of: tokens, learned: local.counts)
                let score = starter.blended(local.score(tokens), of: tokens, learned: local.counts)
                #expect(explained.score == score)
                #expect(
                    explained.contributions.reduce(explained.base + explained.starter) { $0 + $1.evidence }
                        == score.logOdds)
            }
        }
    }
}
