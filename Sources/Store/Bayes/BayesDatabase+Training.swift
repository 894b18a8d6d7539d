import Bayes
public import Evidence
import Foundation
import GRDB
import Synchronization

/// A batch of examples that waits for the write lock, and its answer.
final class TrainingRequest: Sendable {
    let examples: [TrainingExample]
    let answer = Mutex<Result<[TrainingOutcome], any Error>?>(nil)

    init(_ examples: [TrainingExample]) {
        self.examples = examples
    }
}

extension BayesDatabase {
    /// Learns messages, in their order; when this returns they are on the disk.
    ///
    /// A message is known again by its digest: learned as the same class it is left alone, learned as the other
    /// class the first learning is taken back. All messages of a call share a transaction, and calls that wait for
    /// the lock at the same time share one too.
    ///
    /// - Returns: an outcome for each message.
    /// - Throws: ``StoreError`` if they cannot be written; then none of them is learned.
    public func train(_ examples: [TrainingExample]) throws -> [TrainingOutcome] {
        for example in examples { try check(example.digest) }
        let request = TrainingRequest(examples)
        waiting.withLock { $0.append(request) }
        try onWriter { db in
            guard request.answer.withLock({ $0 == nil }) else { return }
            let requests = waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            let answer = Result { try learn(requests.flatMap(\.examples), db) }
            var taken = 0
            for request in requests {
                let range = taken..<taken + request.examples.count
                taken = range.upperBound
                request.answer.withLock { $0 = answer.map { Array($0[range]) } }
            }
        }
        // What was acknowledged is in the log; a fold that fails now is tried again with the next training.
        try? fold(ifOver: Self.foldingInterval)
        do {
            return try request.answer.withLock { $0 }?.get() ?? []
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Takes back what was learned of a message.
    ///
    /// - Parameters:
    ///   - digest: The message's SHA-256.
    ///   - tokens: Its distinct tokens; used only if it was learned so long ago that its own are not kept any more.
    /// - Returns: whether anything was learned of it.
    /// - Throws: ``StoreError`` if that cannot be written.
    @discardableResult
    public func forget(digest: [UInt8], tokens: [Token] = []) throws -> Bool {
        try check(digest)
        return try onWriter { db in
            try transaction(db) {
                guard let latest = try TrainingLog(db: db).latest(of: digest), latest.event == .learned else {
                    return false
                }
                try takeBack(latest, tokens: Self.distinct(tokens), db)
                try AutoLearnLog(db: db).settle(digest)
                return true
            }
        }
    }

    func check(_ digest: [UInt8]) throws {
        guard digest.count == 32 else {
            throw StoreError(path: path, problem: "a digest has 32 bytes, not \(digest.count)")
        }
    }

    private static func distinct(_ tokens: [Token]) -> [Token] {
        var result: [Token] = []
        result.reserveCapacity(tokens.count)
        for token in tokens.sorted() where token != result.last { result.append(token) }
        return result
    }

    private func learn(_ examples: [TrainingExample], _ db: Database) throws -> [TrainingOutcome] {
        try transaction(db) {
            try examples.map { try learn($0, db) }
        }
    }

    /// Runs `body` with the write lock and all earlier rows taken in. If it fails, its rows are gone from the disk,
    /// and the model is loaded anew: scores do not go on with what was never learned.
    func transaction<Result>(_ db: Database, _ body: () throws -> Result) throws -> Result {
        var result: Result?
        var isBegun = false
        do {
            try db.inTransaction(.immediate) {
                try catchUp(db)
                isBegun = true
                result = try body()
                return .commit
            }
        } catch {
            if isBegun {
                state.withLock { $0.isStale = true }
                // If not even that can be read now, it is tried again before the next use.
                try? db.inTransaction(.deferred) {
                    try catchUp(db)
                    return .commit
                }
            }
            throw error
        }
        guard let result else { throw StoreError(path: path, problem: "a transaction ended without a result") }
        return result
    }

    func learn(_ example: TrainingExample, _ db: Database) throws -> TrainingOutcome {
        let tokens = Self.distinct(example.tokens)
        let (own, counts) = state.withLock { ($0.model.score(tokens), $0.model.counts) }
        let before = blended(own, of: tokens, counts)
        var isChanged = false
        var status = TrainingOutcome.Status.learned
        try AutoLearnLog(db: db).settle(example.digest)
        if let latest = try TrainingLog(db: db).latest(of: example.digest), latest.event == .learned {
            // A message that was only noted, because it was well known, may be taken for the other class by now.
            let isMistaken = latest.effect == nil && (own.logOdds >= 0) != example.isSpam
            if latest.isSpam == example.isSpam, !isMistaken {
                return TrainingOutcome(status: .alreadyLearned, before: before, after: before)
            }
            if latest.isSpam != example.isSpam { status = .relearned }
            try takeBack(latest, tokens: tokens, db)
            isChanged = true
        }
        let effect = state.withLock { state in
            state.model.knowsWell(isChanged ? state.model.score(tokens) : own, isSpam: example.isSpam)
                ? nil : state.model.effect(of: tokens, isSpam: example.isSpam)
        }
        if effect == nil, status == .learned { status = .wellKnown }
        try append(
            TrainingRecord(
                digest: example.digest, isSpam: example.isSpam, event: .learned, effect: effect,
                tokens: effect == nil ? [] : tokens), db)
        if effect != nil { keepTexts(of: example) }
        return TrainingOutcome(status: status, before: before, after: rawScore(tokens))
    }

    /// Takes back `record`; by `tokens` if its own are not kept any more.
    private func takeBack(_ record: TrainingRecord, tokens: [Token], _ db: Database) throws {
        let own = record.tokens.isEmpty && record.effect != nil ? tokens : record.tokens
        try append(
            TrainingRecord(
                digest: record.digest, isSpam: record.isSpam, event: .takenBack, effect: record.effect, tokens: own), db
        )
    }

    private func append(_ record: TrainingRecord, _ db: Database) throws {
        let id = try TrainingLog(db: db).append(record)
        let now = Int64(Date().timeIntervalSince1970)
        state.withLock {
            $0.apply(record, id: id)
            $0.lastTraining = now
        }
    }
}
