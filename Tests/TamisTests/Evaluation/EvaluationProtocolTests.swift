import Testing

@testable import tamis

@Suite("Protocols of an evaluation")
struct EvaluationProtocolTests {
    private typealias Step = EvaluationProtocol.Step

    /// Ham, spam, ham, spam, spam.
    private let labels = [false, true, false, true, true]

    private func train(_ messages: Int...) -> Step {
        .train(messages.map { EvaluationProtocol.Label(message: $0, isSpam: labels[$0]) })
    }

    private func scored(_ steps: [Step]) -> [Int] {
        steps.compactMap { step -> Int? in
            if case .score(let message) = step { message } else { nil }
        }
    }

    private func trained(_ steps: [Step]) -> [EvaluationProtocol.Label] {
        steps.flatMap { step -> [EvaluationProtocol.Label] in
            if case .train(let labels) = step { labels } else { [] }
        }
    }

    @Test("Immediate feedback: each message is scored, then trained")
    func immediate() throws {
        #expect(
            try EvaluationProtocol().steps(for: labels) == [
                .score(0), train(0), .score(1), train(1), .score(2), train(2), .score(3), train(3), .score(4), train(4),
            ])
    }

    @Test("Delayed feedback: each message is trained when so many more were scored")
    func delayed() throws {
        #expect(
            try EvaluationProtocol(feedback: .after(2)).steps(for: labels) == [
                .score(0), .score(1), .score(2), train(0), .score(3), train(1), .score(4), train(2),
            ])
        #expect(try trained(EvaluationProtocol(feedback: .after(.max)).steps(for: labels)).isEmpty)
    }

    @Test("Cold start: the first of each class are trained in their order, all others only scored")
    func cold() throws {
        #expect(
            try EvaluationProtocol(feedback: .cold(1)).steps(for: labels)
                == [train(0, 1), .score(2), .score(3), .score(4)])
        #expect(
            try EvaluationProtocol(feedback: .cold(2)).steps(for: labels) == [train(0, 1, 2, 3), .score(4)])
    }

    @Test("Cross-validation: each part is scored by what was learned from the others")
    func folds() throws {
        #expect(
            try EvaluationProtocol(feedback: .folds(2)).steps(for: labels) == [
                .freshModel, train(1, 3), .score(0), .score(2), .score(4),
                .freshModel, train(0, 2, 4), .score(1), .score(3),
            ])
    }

    @Test("Too few messages are told with what is needed")
    func tooFew() {
        for (feedback, labels, problem) in [
            (EvaluationProtocol.Feedback.cold(3), labels, "--cold 3 needs 3 ham and 3 spam; the index has 2 and 3"),
            (.cold(1), [true, false], "--cold 1 leaves none of the 2 messages to score: take fewer"),
            (.folds(6), labels, "--folds 6 needs as many messages; the index has 5"),
        ] {
            let error = #expect(throws: OperationError.self) {
                try EvaluationProtocol(feedback: feedback).steps(for: labels)
            }
            #expect(error?.description == problem)
        }
    }

    @Test("A shuffle takes each message once, the same seed in the same order, on every machine")
    func shuffle() throws {
        let many = (0..<1_000).map { $0 % 3 == 0 }
        let steps = try EvaluationProtocol(shuffles: true, seed: 7).steps(for: many)
        #expect(try EvaluationProtocol(shuffles: true, seed: 7).steps(for: many) == steps)
        #expect(try EvaluationProtocol(shuffles: true, seed: 8).steps(for: many) != steps)
        #expect(scored(steps) != Array(many.indices))
        #expect(scored(steps).sorted() == Array(many.indices))
        #expect(trained(steps).map(\.message) == scored(steps))
        #expect(trained(steps).allSatisfy { $0.isSpam == many[$0.message] })
        var random = SeededRandom(seed: 1)
        #expect(random.shuffled(Array(0..<10)) == [9, 0, 1, 4, 8, 2, 3, 7, 6, 5])
    }

    @Test("Noise turns exactly so many training labels round, the same ones with the same seed")
    func noise() throws {
        let many = (0..<1_000).map { $0 % 3 == 0 }
        for (feedback, wrong) in [(EvaluationProtocol.Feedback.after(0), 20), (.cold(100), 4), (.folds(2), 20)] {
            let steps = try EvaluationProtocol(feedback: feedback, noise: 2).steps(for: many)
            #expect(trained(steps).count { $0.isSpam != many[$0.message] } == wrong)
            #expect(try EvaluationProtocol(feedback: feedback, noise: 2).steps(for: many) == steps)
            #expect(try EvaluationProtocol(feedback: feedback, noise: 2, seed: 2).steps(for: many) != steps)
        }
        let all = try EvaluationProtocol(noise: 100).steps(for: labels)
        #expect(trained(all).map(\.isSpam) == labels.map { !$0 })
    }
}
