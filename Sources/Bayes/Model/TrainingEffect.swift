/// What training one message added to a model: computed once, kept with the training record, applied by everyone
/// who reads the record, and taken back when the message is forgotten.
public struct TrainingEffect: Hashable, Sendable {
    /// The class it was trained as.
    public let isSpam: Bool
    /// Added to the weight of each of its tokens, in steps of 1/256.
    public let tokenWeightStep: Int32
    /// Added to the bias, in steps of 2⁻³².
    public let bias: Int64
    /// Added to the combiner's weights, in steps of 2⁻³².
    public let weights: [Int64]
    /// Added to the combiner's squared gradients, in steps of 2⁻³².
    public let squares: [Int64]
    /// The model's time with this message: messages trained so far, this one included.
    public let time: UInt32
    /// The model's ``BayesModel/run`` before it.
    public let previousRun: Int
    /// When each token had been trained last before, parallel to the tokens, 0 for a new one; empty where that was
    /// not kept.
    public let previousTimes: [UInt32]

    /// Makes an effect, as it was computed or as it was stored.
    public init(
        isSpam: Bool, tokenWeightStep: Int32, bias: Int64, weights: [Int64], squares: [Int64], time: UInt32,
        previousRun: Int, previousTimes: [UInt32] = []
    ) {
        self.isSpam = isSpam
        self.tokenWeightStep = tokenWeightStep
        self.bias = bias
        self.weights = weights
        self.squares = squares
        self.time = time
        self.previousRun = previousRun
        self.previousTimes = previousTimes
    }
}
