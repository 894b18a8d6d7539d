import Evidence

/// Collects the distinct tokens of one message; used again for the next, so that its memory is reserved once.
///
/// An open-addressing table of keys (0 marks a free slot) with linear probing, never more than half full, beside a
/// list of the keys in order of arrival.
struct TokenSet {
    private static let initialSlots = 4_096
    /// Written once: to find an enum's name takes longer than to hash a token.
    private static let prefixes = TokenSection.allCases.map { "\($0):" }

    private var slots = [UInt64](repeating: 0, count: initialSlots)
    private var keys: [UInt64] = []
    private var texts: [UInt64: String] = [:]
    private let limit: Int

    /// Whether the text of each token is kept.
    var keepsTexts = false
    /// Whether a token was left out because the set was full.
    private(set) var overflowed = false

    /// Makes a set of at most `limit` tokens.
    init(limit: Int) {
        self.limit = limit
        keys.reserveCapacity(2_048)
    }

    /// Adds the token `text` of a section.
    ///
    /// - Complexity: O(n) in the length of the text.
    mutating func insert(_ section: TokenSection, _ text: [UInt8]) {
        let key = Token(section: section, hash: TokenHash.hash(text.span)).key
        // The last tenth is kept from words, so that a flood of them does not displace what comes after.
        guard insert(key, limit: section == .text ? limit - limit / 10 : limit), keepsTexts else { return }
        texts[key] = Self.prefixes[Int(section.rawValue)] + String(decoding: text, as: UTF8.self)
    }

    /// Takes all tokens out, ascending, with their texts if they were kept, and leaves the set empty.
    mutating func drain() -> (tokens: [Token], texts: [String]) {
        let tokens = keys.map { Token(key: $0) }.sorted()
        let drained = keepsTexts ? tokens.map { texts[$0.key] ?? "" } : []
        if slots.count > Self.initialSlots {
            slots = [UInt64](repeating: 0, count: Self.initialSlots)
        } else {
            for index in slots.indices { slots[index] = 0 }
        }
        keys.removeAll(keepingCapacity: true)
        texts.removeAll()
        overflowed = false
        return (tokens, drained)
    }

    /// Returns whether the key is new.
    private mutating func insert(_ key: UInt64, limit: Int) -> Bool {
        let slot = slot(of: key)
        guard slots[slot] == 0 else { return false }
        guard keys.count < limit else {
            overflowed = true
            return false
        }
        slots[slot] = key
        keys.append(key)
        if keys.count * 2 > slots.count { grow() }
        return true
    }

    /// The slot that holds the key, or the free one where it belongs.
    private func slot(of key: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: key ^ key >> 32) & mask
        while slots[slot] != 0, slots[slot] != key { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        slots = [UInt64](repeating: 0, count: slots.count * 2)
        for key in keys { slots[slot(of: key)] = key }
    }
}
