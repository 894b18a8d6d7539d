/// Carries out the steps of a protocol with one filter.
struct EvaluationRun: Sendable {
    /// Messages that are handed to the filter at once where many are trained or scored in a row.
    private static let batch = 500

    /// What each message of the index really is: true is spam.
    let labels: [Bool]
    let steps: [EvaluationProtocol.Step]
    let interruption: Interruption

    /// What comes out for a filter. Blocks; closes the filter.
    ///
    /// - Parameters:
    ///   - start: From when on its time counts.
    ///   - keep: Takes the scores of the messages that the protocol scores, in the order of the index.
    /// - Throws: ``Interrupted`` after SIGINT or SIGTERM; errors of the filter.
    func report(
        on filter: some EvaluatedFilter, since start: ContinuousClock.Instant,
        keep: ([ScoredMessage]) throws -> Void = { _ in }
    ) throws -> EvaluationReport {
        let scored = try scores(by: filter)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        try keep(scored)
        return EvaluationReport(
            measures: EvaluationMeasures(scored, threshold: filter.threshold),
            rate: Double(scored.count) / max(seconds, 0.001))
    }

    private func scores(by filter: some EvaluatedFilter) throws -> [ScoredMessage] {
        var filter = filter
        let scores = Result { try carryOut(with: &filter) }
        let closing = Result { try filter.close() }
        let scored = try scores.get()
        try closing.get()
        return scored
    }

    private func carryOut(with filter: inout some EvaluatedFilter) throws -> [ScoredMessage] {
        var scores = [Double?](repeating: nil, count: labels.count)
        let progress = Progress(total: steps.reduce(0) { $0 + $1.messageCount })
        defer { progress.finish() }
        var done = 0
        for work in steps.batches(of: Self.batch) {
            try interruption.check()
            switch work {
            case .freshModel:
                try filter.freshModel()
            case .train(let labels):
                try filter.train(labels)
                done += labels.count
            case .score(let messages):
                for (message, score) in zip(messages, try filter.scores(of: messages)) { scores[message] = score }
                done += messages.count
            }
            progress.advance(to: done)
        }
        return zip(labels, scores).compactMap { isSpam, score in
            score.map { ScoredMessage(isSpam: isSpam, probability: $0) }
        }
    }
}

/// What a filter is asked to do in one go.
private enum Work {
    case freshModel
    case train([EvaluationProtocol.Label])
    case score([Int])
}

extension [EvaluationProtocol.Step] {
    /// The steps, those that score in a row taken together, none with more than `limit` messages.
    fileprivate func batches(of limit: Int) -> [Work] {
        var batches: [Work] = []
        for step in self {
            switch step {
            case .freshModel:
                batches.append(.freshModel)
            case .train(let labels):
                for start in stride(from: 0, to: labels.count, by: limit) {
                    batches.append(.train([EvaluationProtocol.Label](labels[start...].prefix(limit))))
                }
            case .score(let message):
                if case .score(let row)? = batches.last, row.count < limit {
                    batches[batches.count - 1] = .score(row + [message])
                } else {
                    batches.append(.score([message]))
                }
            }
        }
        return batches
    }
}

extension EvaluationProtocol.Step {
    fileprivate var messageCount: Int {
        switch self {
        case .freshModel: 0
        case .train(let labels): labels.count
        case .score: 1
        }
    }
}
