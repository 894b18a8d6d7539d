/// In which order messages are scored and trained, and with which labels.
///
/// A value without a clock or a hidden source of chance: the same labels and seed give the same steps, on every machine.
struct EvaluationProtocol: Sendable, Equatable {
    /// When the classifier is told what a message was.
    enum Feedback: Sendable, Equatable {
        /// When so many more messages were scored; at once with 0.
        case after(Int)
        /// Never, but for so many ham and so many spam that are trained beforehand.
        case cold(Int)
        /// Cross-validation: each of so many parts is scored by a model that was trained on all the others.
        case folds(Int)
    }

    /// What is done next. Messages are named by their place in the index.
    enum Step: Sendable, Equatable {
        /// All that was learned is dropped.
        case freshModel
        case train([Label])
        case score(Int)
    }

    /// A message and what it is trained as, true or not.
    struct Label: Sendable, Equatable {
        let message: Int
        let isSpam: Bool
    }

    var feedback = Feedback.after(0)
    /// How many of a hundred training labels are wrong.
    var noise = 0.0
    var shuffles = false
    var seed: UInt64 = 1

    /// The steps for messages with these labels.
    ///
    /// - Throws: ``OperationError`` if there are too few messages; it says how many are needed.
    func steps(for labels: [Bool]) throws -> [Step] {
        var random = SeededRandom(seed: seed)
        let order = shuffles ? random.shuffled(Array(labels.indices)) : Array(labels.indices)
        switch feedback {
        case .after(let delay):
            let training = trained(order, labels, &random)
            return order.indices.flatMap { place -> [Step] in
                let due = place - delay
                return [.score(order[place])] + (due >= 0 ? [.train([training[due]])] : [])
            }
        case .cold(let number):
            let first = try firstOfEachClass(number, of: order, labels)
            return [.train(trained(order.filter(first.contains), labels, &random))]
                + order.filter { !first.contains($0) }.map { .score($0) }
        case .folds(let folds):
            guard folds <= labels.count else {
                throw OperationError("--folds \(folds) needs as many messages; the index has \(labels.count)")
            }
            let training = trained(order, labels, &random)
            return (0..<folds).flatMap { fold -> [Step] in
                [.freshModel, .train(training.indices.filter { $0 % folds != fold }.map { training[$0] })]
                    + order.indices.filter { $0 % folds == fold }.map { .score(order[$0]) }
            }
        }
    }

    private func firstOfEachClass(_ number: Int, of order: [Int], _ labels: [Bool]) throws -> Set<Int> {
        let ham = order.filter { !labels[$0] }
        let spam = order.filter { labels[$0] }
        guard number <= min(ham.count, spam.count) else {
            throw OperationError(
                "--cold \(number) needs \(number) ham and \(number) spam; the index has \(ham.count) and \(spam.count)")
        }
        guard 2 * number < order.count else {
            throw OperationError("--cold \(number) leaves none of the \(order.count) messages to score: take fewer")
        }
        return Set(ham.prefix(number) + spam.prefix(number))
    }

    /// The messages with the labels they are trained as: exactly the wanted share of them wrong, to the next whole message.
    private func trained(_ messages: [Int], _ labels: [Bool], _ random: inout SeededRandom) -> [Label] {
        let number = Int((Double(messages.count) * noise / 100).rounded())
        let wrong = number > 0 ? Set(random.shuffled(messages).prefix(number)) : []
        return messages.map { Label(message: $0, isSpam: labels[$0] != wrong.contains($0)) }
    }
}
