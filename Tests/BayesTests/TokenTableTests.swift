import Bayes
import Evidence
import TestSupport
import Testing

@Suite("Token table")
struct TokenTableTests {
    @Test("A table knows what a dictionary knows", arguments: [1, 2, 3] as [UInt64])
    func likeDictionary(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var table = TokenTable(seed: generator.next())
        var dictionary: [Token: TokenEntry] = [:]
        // Few keys, so that most are inserted, changed and removed many times; neighbours, so that they collide.
        let keys = (0..<3_000).map { Token(key: $0 % 3 == 0 ? UInt64($0) : generator.next()) }
        for step in 0..<60_000 {
            let token = keys[Int.random(in: 0..<keys.count, using: &generator)]
            if Int.random(in: 0..<3, using: &generator) == 0 {
                table[token] = nil
                dictionary[token] = nil
            } else {
                let entry = TokenEntry(spam: UInt32(step), ham: UInt32.random(in: 0...9, using: &generator))
                table[token] = entry
                dictionary[token] = entry
            }
        }
        #expect(table.count == dictionary.count)
        for token in keys { #expect(table[token] == dictionary[token]) }
        #expect(Set(table.tokens { _ in true }) == Set(dictionary.keys))
        #expect(Set(table.tokens { $0.ham == 0 }) == Set(dictionary.filter { $0.value.ham == 0 }.keys))
    }

    @Test("Neither seed nor capacity nor order of insertion is part of a table's value")
    func equality() {
        let tokens = (1...500).map { Token(key: UInt64($0)) }
        var one = TokenTable(seed: 1)
        var other = TokenTable(minimumCapacity: 10_000, seed: 2)
        for token in tokens { one[token] = TokenEntry(spam: 1) }
        for token in tokens.reversed() { other[token] = TokenEntry(spam: 1) }
        #expect(one == other)
        other[tokens[7]] = TokenEntry(spam: 2)
        #expect(one != other)
        other[tokens[7]] = nil
        #expect(one != other)
    }

    @Test("The largest and the smallest key have a place")
    func extremes() {
        var table = TokenTable()
        for key in [1, UInt64.max, UInt64.max - 1, 1 << 63] { table[Token(key: key)] = TokenEntry(ham: 3) }
        #expect(table.count == 4)
        #expect(table[Token(key: .max)]?.ham == 3)
        #expect(table[Token(key: 2)] == nil)
    }
}
