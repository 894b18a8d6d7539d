import Glibc

/// A message that was scored, and what it really is.
struct ScoredMessage: Sendable, Equatable {
    let isSpam: Bool
    /// The filter's probability that it is spam.
    let probability: Double
}

/// How good scores are: the measures of the TREC spam track, all in percent; nil where a class that they need is missing.
struct EvaluationMeasures: Sendable, Equatable {
    /// A message is called spam from this probability on.
    let threshold: Double
    let ham: Int
    let spam: Int
    /// Ham called spam.
    let falsePositives: Int
    /// Spam called ham.
    let falseNegatives: Int
    /// hm%: the share of ham called spam.
    let hamError: Double?
    /// sm%: the share of spam called ham.
    let spamError: Double?
    /// lam%: both errors averaged on the scale of log-odds, so that halving either counts the same. No error at all
    /// counts as half a message, all wrong as half a message less.
    let logisticAverage: Double?
    /// 1-ROCA%: how often a spam and a ham, each drawn at random, are the wrong way round; equal scores count half.
    let areaAboveROC: Double?
    /// h=.1%: the share of spam missed at the lowest threshold that calls at most 1 in 1,000 ham spam.
    let spamErrorAtFewHam: Double?

    /// Measures scores; their order does not matter.
    ///
    /// Complexity: O(n log n).
    init(_ messages: [ScoredMessage], threshold: Double) {
        let ham = messages.filter { !$0.isSpam }.map(\.probability).sorted()
        let spam = messages.filter(\.isSpam).map(\.probability).sorted()
        self.threshold = threshold
        self.ham = ham.count
        self.spam = spam.count
        falsePositives = ham.count { $0 >= threshold }
        falseNegatives = spam.count { $0 < threshold }
        hamError = Self.percent(falsePositives, of: ham.count)
        spamError = Self.percent(falseNegatives, of: spam.count)
        guard !ham.isEmpty, !spam.isEmpty else {
            logisticAverage = nil
            areaAboveROC = nil
            spamErrorAtFewHam = nil
            return
        }
        let logit = (Self.logit(falsePositives, of: ham.count) + Self.logit(falseNegatives, of: spam.count)) / 2
        logisticAverage = 100 / (1 + exp(-logit))
        areaAboveROC = Self.areaAboveROC(ham: ham, spam: spam)
        // The threshold lies just above the first ham that may not be called spam.
        let allowed = ham.count / 1_000
        let highest = ham[ham.count - 1 - allowed]
        spamErrorAtFewHam = Self.percent(spam.count { $0 <= highest }, of: spam.count)
    }

    private static func percent(_ part: Int, of whole: Int) -> Double? {
        whole > 0 ? 100 * Double(part) / Double(whole) : nil
    }

    private static func logit(_ errors: Int, of count: Int) -> Double {
        let least = 0.5 / Double(count)
        let share = min(max(Double(errors) / Double(count), least), 1 - least)
        return log(share / (1 - share))
    }

    /// Both sorted.
    private static func areaAboveROC(ham: [Double], spam: [Double]) -> Double {
        var below = 0
        var upTo = 0
        var wrong = 0.0
        for score in spam {
            while below < ham.count, ham[below] < score { below += 1 }
            while upTo < ham.count, ham[upTo] <= score { upTo += 1 }
            wrong += Double(ham.count - upTo) + Double(upTo - below) / 2
        }
        return 100 * wrong / (Double(ham.count) * Double(spam.count))
    }
}
