public import Evidence

/// The tokens that say most for one class, strongest first, of a bounded number.
struct StrongTokens {
    private let limit: Int
    private var found: [StrongToken] = []
    /// What is weaker is not among them.
    private var least = 0.0

    init(limit: Int) {
        self.limit = limit
    }

    mutating func insert(_ token: StrongToken) {
        guard token.evidence.magnitude > least else { return }
        found.append(token)
        if found.count >= 4 * limit + 64 { cut() }
    }

    mutating func sorted() -> [StrongToken] {
        cut()
        return found
    }

    private mutating func cut() {
        // More messages first where tokens say the same, then the key: no order is by chance.
        found.sort {
            ($0.evidence.magnitude, $0.entry.count, $1.token) > ($1.evidence.magnitude, $1.entry.count, $0.token)
        }
        if found.count > limit {
            found.removeSubrange(limit...)
            least = (found.last?.evidence.magnitude ?? 0).nextDown
        }
    }
}

/// A token that says much, whatever message it is in.
public struct StrongToken: Hashable, Sendable {
    /// The token.
    public let token: Token
    /// What is known of it.
    public let entry: TokenEntry
    /// How much it says, c·l: positive for spam, from −8 to 8.
    public let evidence: Double
}

extension BayesModel {
    /// The tokens of each section that say most for spam, and those that say most for ham, at most `limit` of each,
    /// strongest first; sections in their order.
    ///
    /// Complexity: O(n) in the number of tokens.
    public func strongest(limit: Int) -> [(section: TokenSection, spam: [StrongToken], ham: [StrongToken])] {
        let none = StrongTokens(limit: limit)
        var found = Array(repeating: (spam: none, ham: none), count: TokenSection.allCases.count)
        table.forEach { token, entry in
            let strong = StrongToken(token: token, entry: entry, evidence: evidence(of: entry))
            let section = Int(token.section.rawValue)
            if strong.evidence > 0 { found[section].spam.insert(strong) } else { found[section].ham.insert(strong) }
        }
        return TokenSection.allCases.map { section in
            let index = Int(section.rawValue)
            return (section, found[index].spam.sorted(), found[index].ham.sorted())
        }
    }
}
