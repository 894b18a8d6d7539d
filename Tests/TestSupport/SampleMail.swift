public import Evidence

/// Token lists as two kinds of mail would give them: words of their own, words of both, and words seen once.
public struct SampleMail: Sendable {
    /// What chooses.
    public var generator: SeededGenerator

    /// The same messages for the same seed.
    public init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// The tokens of the next message.
    public mutating func tokens(isSpam: Bool) -> [Token] {
        var tokens = Set<Token>()
        for _ in 0..<40 {
            let section = TokenSection.allCases[Int.random(in: 0..<8, using: &generator)]
            let word: UInt64 =
                switch Int.random(in: 0..<4, using: &generator) {
                case 0, 1: UInt64.random(in: 0..<200, using: &generator) + (isSpam ? 1_000 : 2_000)
                case 2: UInt64.random(in: 0..<200, using: &generator) + 3_000
                default: generator.next() | 1 << 60
                }
            tokens.insert(Token(section: section, hash: word))
        }
        return tokens.sorted()
    }
}
