/// A filter under test: it learns messages and scores others. Messages are named by their place in the index.
protocol EvaluatedFilter {
    /// From this score on it calls a message spam.
    var threshold: Double { get }
    /// Drops all that was learned.
    mutating func freshModel() throws
    /// Learns messages, in this order.
    mutating func train(_ labels: [EvaluationProtocol.Label]) throws
    /// The scores of messages by what was learned so far, in their order; the higher, the more like spam.
    mutating func scores(of messages: [Int]) throws -> [Double]
    /// Gives back what it holds; called once, at the end, after an error too.
    mutating func close() throws
}
