public import Evidence

extension BayesModel {
    /// Adds the effect of training `tokens`; every so many messages, forgets tokens seen once and long ago.
    ///
    /// - Returns: the tokens that were forgotten.
    @discardableResult
    public mutating func apply(_ effect: TrainingEffect, to tokens: [Token]) -> [Token] {
        for token in tokens {
            var entry = table[token] ?? TokenEntry()
            if effect.isSpam {
                entry.spam = entry.spam.addingSaturated(1)
            } else {
                entry.ham = entry.ham.addingSaturated(1)
            }
            entry.weight = entry.weight.addingSaturated(effect.tokenWeightStep)
            entry.trained = effect.time
            table[token] = entry
        }
        combine(effect) { $0.addingSaturated($1) }
        counts.add(isSpam: effect.isSpam, isWellKnown: false)
        run = Self.run(after: effect)
        return counts.time % Self.pruningInterval == 0 ? prune() : []
    }

    /// Takes back what ``apply(_:to:)`` added: to the bit if nothing was trained or pruned in between, otherwise by
    /// subtraction, never below 0; tokens that were pruned are skipped.
    public mutating func takeBack(_ effect: TrainingEffect, from tokens: [Token]) {
        for (index, token) in tokens.enumerated() {
            guard var entry = table[token] else { continue }
            if effect.isSpam {
                entry.spam = entry.spam.subtractingSaturated(1)
            } else {
                entry.ham = entry.ham.subtractingSaturated(1)
            }
            entry.weight = entry.weight.subtractingSaturated(effect.tokenWeightStep)
            if entry.trained == effect.time, index < effect.previousTimes.count {
                entry.trained = effect.previousTimes[index]
            }
            table[token] = entry.count == 0 ? nil : entry
        }
        combine(effect) { $0.subtractingSaturated($1) }
        counts.add(isSpam: effect.isSpam, isWellKnown: false, -1)
        if run == Self.run(after: effect) { run = effect.previousRun }
    }

    private static func run(after effect: TrainingEffect) -> Int {
        effect.isSpam
            ? max(effect.previousRun, 0).addingSaturated(1) : min(effect.previousRun, 0).subtractingSaturated(1)
    }

    private mutating func combine(_ effect: TrainingEffect, with operation: (Int64, Int64) -> Int64) {
        for index in 0..<min(Combiner.inputCount, effect.weights.count, effect.squares.count) {
            combiner.weights[index] = operation(combiner.weights[index], effect.weights[index])
            combiner.squares[index] = operation(combiner.squares[index], effect.squares[index])
        }
        combiner.bias = operation(combiner.bias, effect.bias)
    }

    /// The tokens that are worth least, all but `rest` of them.
    ///
    /// One that was trained lately is worth more, and so is one that more messages had: each lets it stay as much longer
    /// as one that a single message had may stay at all.
    ///
    /// Complexity: O(n log n) in the number of tokens.
    public func leastWorth(leaving rest: Int) -> [Token] {
        var worths: [(worth: UInt64, token: Token)] = []
        worths.reserveCapacity(table.count)
        table.forEach { token, entry in
            let further = min(max(entry.count, 1) - 1, 1 << 20)
            worths.append((UInt64(entry.trained) + further * UInt64(Self.pruningAge), token))
        }
        worths.sort { ($0.worth, $0.token) < ($1.worth, $1.token) }
        return worths.prefix(max(worths.count - max(rest, 0), 0)).map(\.token)
    }

    private mutating func prune() -> [Token] {
        let now = UInt32(clamping: counts.time)
        let forgotten = table.tokens {
            $0.count <= 1 && now.subtractingSaturated($0.trained) >= Self.pruningAge
        }
        for token in forgotten { table[token] = nil }
        return forgotten
    }
}
