public import Evidence

/// Tokens and what is known of them: open addressing with linear probing, 24 bytes a slot, at most 70% full.
///
/// Any capacity will do, not only powers of two, so that it grows by halves: 2 million tokens take 70 to 100 MB.
/// The place of a key depends on a seed, so that nobody can write words that all meet in one place.
public struct TokenTable: Sendable {
    private struct Slot {
        var key: UInt64 = 0
        var entry = TokenEntry()
    }

    private var slots: [Slot]
    private let seed: UInt64
    /// How many tokens there are.
    public private(set) var count = 0

    /// Makes an empty table with room for `minimumCapacity` tokens.
    public init(minimumCapacity: Int = 0, seed: UInt64 = .random(in: 0 ... .max)) {
        self.seed = seed
        slots = Array(repeating: Slot(), count: Self.slotCount(for: minimumCapacity))
    }

    private static func slotCount(for tokens: Int) -> Int { max(64, tokens / 13 * 20 + 32) }

    /// What is known of a token; nil if nothing is. Setting nil removes it.
    ///
    /// Complexity: O(1) on average: one or two cache lines.
    public subscript(token: Token) -> TokenEntry? {
        get {
            let slot = slots[index(of: token.key)]
            return slot.key == 0 ? nil : slot.entry
        }
        set {
            if let newValue { insert(newValue, for: token) } else { remove(token) }
        }
    }

    /// The tokens of which `predicate` holds, in no particular order.
    ///
    /// Complexity: O(slots), which is what an iteration costs.
    public func tokens(where predicate: (TokenEntry) -> Bool) -> [Token] {
        var found: [Token] = []
        for slot in slots where slot.key != 0 && predicate(slot.entry) {
            found.append(Token(key: slot.key))
        }
        return found
    }

    /// The slot that holds `key`, or the free one where it would go.
    @inline(__always)
    private func index(of key: UInt64) -> Int {
        var index = home(of: key)
        while slots[index].key != key, slots[index].key != 0 {
            index += 1
            if index == slots.count { index = 0 }
        }
        return index
    }

    @inline(__always)
    private func home(of key: UInt64) -> Int {
        let product = (key ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        let mixed = product.high ^ product.low
        return Int(truncatingIfNeeded: mixed.multipliedFullWidth(by: UInt64(slots.count)).high)
    }

    private mutating func insert(_ entry: TokenEntry, for token: Token) {
        var index = index(of: token.key)
        if slots[index].key == 0 {
            if (count + 1) * 10 > slots.count * 7 {
                grow()
                index = self.index(of: token.key)
            }
            count += 1
        }
        slots[index] = Slot(key: token.key, entry: entry)
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(), count: old.count / 2 * 3)
        for slot in old where slot.key != 0 {
            slots[index(of: slot.key)] = slot
        }
    }

    /// Takes a token out and closes the gap, so that probing never meets a hole before its key.
    private mutating func remove(_ token: Token) {
        var hole = index(of: token.key)
        guard slots[hole].key != 0 else { return }
        count -= 1
        var next = hole
        while true {
            next = next + 1 == slots.count ? 0 : next + 1
            if slots[next].key == 0 { break }
            let home = home(of: slots[next].key)
            // The slot may move into the hole unless its home lies between the hole and itself.
            let isBetween = hole < next ? home > hole && home <= next : home > hole || home <= next
            if !isBetween {
                slots[hole] = slots[next]
                hole = next
            }
        }
        slots[hole] = Slot()
    }
}

extension TokenTable: Equatable {
    /// Whether both know the same of the same tokens.
    public static func == (left: TokenTable, right: TokenTable) -> Bool {
        left.count == right.count
            && left.slots.allSatisfy { $0.key == 0 || right[Token(key: $0.key)] == $0.entry }
    }
}
