import Evidence
import Testing

@testable import Policy

@Suite("Points of Bayes")
struct BayesPointsTests {
    @Test("Points grow with the log-odds and are bounded")
    func monotone() {
        var last = -Double.infinity
        for step in -400...400 {
            let points = BayesPoints.points(for: Double(step) / 10)
            #expect(points >= last)
            last = points
        }
        #expect(BayesPoints.points(for: .infinity) == BayesPoints.points(for: 1000))
        #expect(BayesPoints.points(for: -.infinity) == BayesPoints.points(for: -1000))
        #expect(BayesPoints.points(for: .nan) == 0)
    }

    @Test(
        "The symbol names the band of the probability",
        arguments: [
            (-20.0, "BAYES_00"), (-3.5, "BAYES_05"), (-2.0, "BAYES_20"), (-1.0, "BAYES_40"), (0.0, "BAYES_50"),
            (1.0, "BAYES_60"), (2.0, "BAYES_80"), (4.0, "BAYES_95"), (6.0, "BAYES_99"), (9.0, "BAYES_999"),
        ])
    func bands(logOdds: Double, name: String) {
        let score = BayesScore(logOdds: logOdds, tokenCount: 5, knownTokenCount: 4)
        #expect(BayesPoints.symbol(for: score).name == name)
    }

    @Test("The points are those of the symbol: the score is the sum of the tests, to the digit shown")
    func rounded() {
        for step in -100...200 {
            let score = BayesScore(logOdds: Double(step) / 7, tokenCount: 5, knownTokenCount: 4)
            let symbol = BayesPoints.symbol(for: score)
            #expect(Double(Points.text(symbol.score)) == symbol.score)
        }
    }
}
