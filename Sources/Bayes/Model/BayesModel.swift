public import Evidence
import Glibc

/// A model of spam and ham: token table, combiner, and how many messages of each class it learned.
///
/// A value: what training adds is computed as a ``TrainingEffect`` first and applied after, so that it can be stored
/// in between and taken back later. Nothing here traps, whatever a damaged database brought.
///
/// Source: docs/classifier.md ("Design R").
public struct BayesModel: Sendable, Equatable {
    /// A message as the wrong side of this log-odds, or nearer to the middle, is worth training; one beyond it is
    /// well known.
    public static let thickThreshold = 8.0
    /// Until so many messages of each class are trained every message is: with one class alone all its messages
    /// look well known after the first dozen.
    public static let minimumTrained = 100
    /// The combiner and the token weights learn only while spam and ham come mixed: not before this many of each
    /// class are trained, and not from more than ``longestRun`` of one class in a row. All the ham first and all the
    /// spam after, as `tamis learn` gets them, would otherwise teach them that everything is spam.
    static let combinerMinimum = 12
    static let longestRun = 10
    static let pruningInterval = 2_500
    static let pruningAge: UInt32 = 5_000

    /// The tokens.
    public var table: TokenTable
    /// The regression above them.
    public var combiner: Combiner
    /// Messages trained and messages found well known, of each class.
    public var counts: TrainingCounts
    /// How many messages of one class were trained in a row up to now: positive for spam, negative for ham.
    public var run: Int

    /// Makes a model, by default an untrained one.
    public init(
        table: TokenTable = TokenTable(), combiner: Combiner = Combiner(), counts: TrainingCounts = TrainingCounts(),
        run: Int = 0
    ) {
        self.table = table
        self.combiner = combiner
        self.counts = counts
        self.run = run
    }

    /// Scores distinct tokens; their order does not matter.
    ///
    /// - Parameter scope: what was learned for the recipient alone, where something was.
    /// - Complexity: O(tokens), about 0.1 µs each.
    public func score(_ tokens: [Token], scope: ScopeModel? = nil) -> BayesScore {
        score(evidence(of: tokens, scope: scope))
    }

    /// How much a token with these counts says, c·l: positive for spam, from −8 to 8, before the combiner.
    public func evidence(of entry: TokenEntry) -> Double {
        let (evidence, certainty) = TokenScale(spam: counts.spam, ham: counts.ham).evidence(of: entry)
        return certainty * evidence
    }

    /// Whether training a message with this score would teach nothing new.
    public func knowsWell(_ score: BayesScore, isSpam: Bool) -> Bool {
        guard min(counts.spam, counts.ham) >= Self.minimumTrained else { return false }
        return isSpam ? score.logOdds >= Self.thickThreshold : score.logOdds <= -Self.thickThreshold
    }

    /// What training these distinct tokens would add.
    public func effect(of tokens: [Token], isSpam: Bool) -> TrainingEffect {
        let evidence = evidence(of: tokens)
        let target = isSpam ? 1.0 : 0.0
        let score = score(evidence)
        let share = isMixed(with: isSpam) ? Self.trust(in: isSpam, against: score) : 0
        let error = share * (target - score.probability)
        var weights: [Int64] = []
        var squares: [Int64] = []
        for (index, input) in evidence.inputs.enumerated() {
            let gradient = error * input
            let square = FixedPoint.steps(gradient * gradient)
            let sum = max(FixedPoint.value(combiner.squares[index].addingSaturated(square)), 0)
            squares.append(square)
            weights.append(FixedPoint.steps(0.1 * gradient / (sum + 1).squareRoot()))
        }
        let tokenError = share * (target - 1 / (1 + exp(-evidence.weightSum)))
        let step = 16 * tokenError / Double(max(tokens.count, 1)).squareRoot()
        return TrainingEffect(
            isSpam: isSpam, tokenWeightStep: Int32((step * 256).rounded()), bias: FixedPoint.steps(step),
            weights: weights, squares: squares, time: UInt32(clamping: counts.time.addingSaturated(1)),
            previousRun: run,
            previousTimes: tokens.map { table[$0]?.trained ?? 0 })
    }

    /// Whether spam and ham come mixed enough, with one more message of this class, for the combiner to learn.
    private func isMixed(with isSpam: Bool) -> Bool {
        min(counts.spam, counts.ham) >= Self.combinerMinimum
            && (isSpam ? run : 0.subtractingSaturated(run)) < Self.longestRun
    }

    /// How much of a gradient's step a label is worth: less the surer the model is of the other class, e^(4 − 2m) with
    /// log-odds m above 2 for that class.
    ///
    /// Without it a few dozen labels that are wrong turn the combiner over, for its steps know no bound: ten after
    /// 1,000 that are right, and no spam is found. What such a message has in common with its class is counted all the same.
    private static func trust(in isSpam: Bool, against score: BayesScore) -> Double {
        min(1, exp(2 * (2 - (isSpam ? -score.logOdds : score.logOdds))))
    }

    /// What is known of each token. Looked up for all of them before the first is weighed: so the memory answers many
    /// look-ups at a time.
    func entries(of tokens: [Token], scope: ScopeModel?) -> [TokenEntry?] {
        guard let scope else { return tokens.map { table[$0] } }
        return tokens.map { scope.added(to: table[$0], own: scope.model.table[$0]) }
    }

    func scale(with scope: ScopeModel?) -> TokenScale {
        let counts = counts.adding(scope)
        return TokenScale(spam: counts.spam, ham: counts.ham)
    }

    private func evidence(of tokens: [Token], scope: ScopeModel? = nil) -> MessageEvidence {
        MessageEvidence(
            of: tokens, entries: entries(of: tokens, scope: scope), scale: scale(with: scope), bias: combiner.bias)
    }

    private func score(_ evidence: MessageEvidence) -> BayesScore {
        BayesScore(
            logOdds: combiner.logOdds(evidence.inputs), tokenCount: evidence.tokenCount,
            knownTokenCount: evidence.knownTokenCount)
    }
}
