/// What was learned for one recipient or one domain alone, and how much it counts beside what was learned for all.
public struct ScopeModel: Equatable, Sendable {
    /// Its own tokens and counts; its combiner is not used.
    public let model: BayesModel
    /// As how many messages that were learned for all one of its own counts.
    public let weight: Int

    /// Makes a model with a weight, 1 at least.
    public init(model: BayesModel, weight: Int) {
        self.model = model
        self.weight = max(weight, 1)
    }

    /// An entry of the common table with what is known here added to it. The learned weight is what the messages of all
    /// taught: it counts for their share of the sum.
    func added(to entry: TokenEntry?, own: TokenEntry?) -> TokenEntry? {
        guard let own else { return entry }
        var sum = entry ?? TokenEntry()
        sum.spam = Self.sum(sum.spam, own.spam, weight)
        sum.ham = Self.sum(sum.ham, own.ham, weight)
        if let entry, entry.weight != 0, sum.count > 0 {
            let share = Double(entry.count) / Double(sum.count)
            sum.weight = Int32(clamping: Int64(Double(entry.weight) * share))
        }
        return sum
    }

    private static func sum(_ common: UInt32, _ own: UInt32, _ weight: Int) -> UInt32 {
        let (product, overflows) = UInt64(own).multipliedReportingOverflow(by: UInt64(weight))
        return overflows ? .max : UInt32(clamping: UInt64(common).addingSaturated(product))
    }
}

extension TrainingCounts {
    /// These counts with those of a scope added to them, by its weight.
    public func adding(_ scope: ScopeModel?) -> TrainingCounts {
        guard let scope else { return self }
        func sum(_ common: Int, _ own: Int) -> Int {
            let (product, overflows) = own.multipliedReportingOverflow(by: scope.weight)
            return overflows ? .max : common.addingSaturated(product)
        }
        return TrainingCounts(
            spam: sum(spam, scope.model.counts.spam), ham: sum(ham, scope.model.counts.ham),
            wellKnownSpam: wellKnownSpam, wellKnownHam: wellKnownHam)
    }
}
