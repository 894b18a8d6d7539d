import Foundation
import Loopback
import Store
import Synchronization

/// Scores on one thread while another learns.
final class Contention: Sendable {
    private let database: BayesDatabase
    private let messages: [CorpusMessage]
    private let isDone = Atomic(false)
    private let failure = Mutex<(any Error)?>(nil)
    /// Seconds that each call that learned a message took.
    private let trainings = Mutex<[Double]>([])

    init(_ database: BayesDatabase, _ messages: [CorpusMessage]) {
        self.database = database
        self.messages = messages
    }

    /// Learns `count` messages, a call each, and prints what scores took meanwhile.
    func run(_ count: Int) throws {
        let lessons = (0..<count).map { messages[$0 % messages.count].translated }
        Thread.detachNewThread {
            self.train(lessons)
            self.isDone.store(true, ordering: .releasing)
        }
        var latencies: [Double] = []
        while !isDone.load(ordering: .acquiring) {
            for message in messages where !isDone.load(ordering: .relaxed) {
                let start = monotonicNanoseconds()
                _ = database.rawScore(message.tokens)
                latencies.append(seconds(since: start))
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        latencies.sort()
        report("scores meanwhile", Double(latencies.count))
        for (name, share) in [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)] {
            report("\(name), ms", latencies[Int(Double(latencies.count) * share)] * 1_000)
        }
        report("longest, ms", (latencies.last ?? 0) * 1_000)
        let calls = trainings.withLock { $0.sorted() }
        report("learned, messages/s", Double(count) / calls.reduce(0, +))
        report("median training, ms", calls[calls.count / 2] * 1_000)
        // The call that makes the thousandth row folds.
        report("fold of 1,000, s", calls.last ?? 0)
    }

    private func train(_ lessons: [CorpusMessage]) {
        do {
            for (number, lesson) in lessons.enumerated() {
                let example = lesson.example(number: -1 - number)
                let start = monotonicNanoseconds()
                _ = try database.train([example])
                let time = seconds(since: start)
                trainings.withLock { $0.append(time) }
            }
        } catch {
            failure.withLock { $0 = error }
        }
    }
}
