import Testing

@testable import tamis

@Suite("Measures of an evaluation")
struct EvaluationMeasuresTests {
    private func measures(ham: [Double], spam: [Double]) -> EvaluationMeasures {
        EvaluationMeasures(
            spam.map { ScoredMessage(isSpam: true, probability: $0) }
                + ham.map { ScoredMessage(isSpam: false, probability: $0) }, threshold: 0.5)
    }

    private func isNear(_ value: Double?, _ expected: Double) -> Bool {
        value.map { abs($0 - expected) < 1e-9 } ?? false
    }

    @Test("They are what a hand computes; a message at the threshold is called spam, equal scores count half")
    func byHand() {
        let found = measures(ham: [0.1, 0.2, 0.6, 0.4], spam: [0.9, 0.5, 0.4, 0.3])
        #expect([found.ham, found.spam, found.falsePositives, found.falseNegatives] == [4, 4, 1, 2])
        #expect(found.hamError == 25)
        #expect(found.spamError == 50)
        // logit 1/4 = -ln 3, logit 1/2 = 0
        #expect(isNear(found.logisticAverage, 100 / (1 + 3.0.squareRoot())))
        // Ham above the spam at .9, .5, .4, .3: 0, 1, 1 and an equal one, 2
        #expect(isNear(found.areaAboveROC, 100 * 4.5 / 16))
        // No ham may be called spam: the threshold is above .6
        #expect(found.spamErrorAtFewHam == 75)
    }

    @Test("Without an error each class counts half a message wrong in the average")
    func noErrors() {
        let found = measures(ham: [0.1, 0.2], spam: [0.8, 0.9])
        #expect([found.hamError, found.spamError, found.areaAboveROC, found.spamErrorAtFewHam] == [0, 0, 0, 0])
        #expect(isNear(found.logisticAverage, 25))
    }

    @Test("All the wrong way round is 100%; but for half a message in the average")
    func allWrong() {
        let found = measures(ham: [0.8, 0.9], spam: [0.1, 0.2])
        #expect(
            [found.hamError, found.spamError, found.areaAboveROC, found.spamErrorAtFewHam] == [100, 100, 100, 100])
        #expect(isNear(found.logisticAverage, 75))
    }

    @Test("Scores that are all equal say nothing")
    func allEqual() {
        let found = measures(ham: [0.5, 0.5], spam: [0.5, 0.5, 0.5])
        #expect(found.hamError == 100)
        #expect(found.spamError == 0)
        #expect(found.areaAboveROC == 50)
        #expect(found.spamErrorAtFewHam == 100)
    }

    @Test("From 1,000 ham on one may be called spam, and those of one score are taken together")
    func fewHam() {
        let low = [Double](repeating: 0.1, count: 998)
        let spam = [0.7, 0.8, 0.6, 0.99]
        #expect(measures(ham: low + [0.7, 0.95], spam: spam).spamErrorAtFewHam == 50)
        #expect(measures(ham: low + [0.95], spam: spam).spamErrorAtFewHam == 75)
        #expect(measures(ham: low + [0.95, 0.95], spam: spam).spamErrorAtFewHam == 75)
    }

    @Test("What needs a class that is missing is not said")
    func oneClass() throws {
        let onlyHam = measures(ham: [0.1, 0.6], spam: [])
        #expect(onlyHam.hamError == 50)
        #expect(
            [onlyHam.spamError, onlyHam.logisticAverage, onlyHam.areaAboveROC, onlyHam.spamErrorAtFewHam]
                == [nil, nil, nil, nil])
        let onlySpam = measures(ham: [], spam: [0.1])
        #expect(onlySpam.hamError == nil)
        #expect(onlySpam.spamError == 100)

        let report = EvaluationReport(measures: onlyHam, rate: 12.4)
        let table = EvaluationTable(tamis: report, against: [])
        let lines = table.text().split(separator: "\n").map { $0.split(separator: " ") }
        #expect(
            lines.map(\.first) == [
                "messages", "ham", "spam", "threshold", "fp", "fn", "hm%", "sm%", "lam%", "1-ROCA%", "h=.1%",
                "messages/s",
            ])
        #expect(lines.map(\.last) == ["2", "2", "0", "0.5", "1", "0", "50.000", "-", "-", "-", "-", "12"])
        #expect(
            try table.json() == """
                {"1-ROCA%":null,"fn":0,"fp":1,"h=.1%":null,"ham":2,"hm%":50,"lam%":null,"messages":2,\
                "messages/s":12.4,"sm%":null,"spam":0,"threshold":0.5}
                """)
    }
}
