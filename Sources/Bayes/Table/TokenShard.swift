/// One of the arrays of a ``TokenTable``: the slots of the keys whose hashes end alike.
struct TokenShard: Sendable {
    private struct Slot {
        /// 0 in a free one.
        var key: UInt64 = 0
        var entry = TokenEntry()
    }

    private var slots: [Slot]
    private(set) var count = 0

    /// Makes an empty one with room for `minimumCapacity` keys.
    init(minimumCapacity: Int) {
        // With keys spread by chance one shard gets a few more than another.
        let room = minimumCapacity + Int(2.5 * Double(minimumCapacity).squareRoot())
        slots = Array(repeating: Slot(), count: max(8, room * 100 / 72 + 1))
    }

    @inline(__always)
    func entry(of key: UInt64, hash: UInt64) -> TokenEntry? {
        let slot = slots[index(of: key, hash: hash)]
        return slot.key == 0 ? nil : slot.entry
    }

    func forEach(_ body: (UInt64, TokenEntry) throws -> Void) rethrows {
        for slot in slots where slot.key != 0 { try body(slot.key, slot.entry) }
    }

    /// - Parameter hashOf: gives the hash of any key, to move those that are there.
    mutating func insert(_ entry: TokenEntry, for key: UInt64, hash: UInt64, hashOf: (UInt64) -> UInt64) {
        var index = index(of: key, hash: hash)
        if slots[index].key == 0 {
            if (count + 1) * 100 > slots.count * 72 {
                grow(hashOf)
                index = self.index(of: key, hash: hash)
            }
            count += 1
        }
        slots[index] = Slot(key: key, entry: entry)
    }

    /// Takes a key out and closes the gap, so that probing never meets a hole before its key.
    mutating func remove(_ key: UInt64, hash: UInt64, hashOf: (UInt64) -> UInt64) {
        var hole = index(of: key, hash: hash)
        guard slots[hole].key != 0 else { return }
        count -= 1
        var next = hole
        while true {
            next = next + 1 == slots.count ? 0 : next + 1
            if slots[next].key == 0 { break }
            let home = home(of: hashOf(slots[next].key))
            // The slot may move into the hole unless its home lies between the hole and itself.
            let isBetween = hole < next ? home > hole && home <= next : home > hole || home <= next
            if !isBetween {
                slots[hole] = slots[next]
                hole = next
            }
        }
        slots[hole] = Slot()
    }

    /// The slot that holds `key`, or the free one where it would go.
    @inline(__always)
    private func index(of key: UInt64, hash: UInt64) -> Int {
        var index = home(of: hash)
        while slots[index].key != key, slots[index].key != 0 {
            index += 1
            if index == slots.count { index = 0 }
        }
        return index
    }

    @inline(__always)
    private func home(of hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash.multipliedFullWidth(by: UInt64(slots.count)).high)
    }

    private mutating func grow(_ hashOf: (UInt64) -> UInt64) {
        let old = slots
        slots = Array(repeating: Slot(), count: old.count / 5 * 6 + 6)
        for slot in old where slot.key != 0 {
            slots[index(of: slot.key, hash: hashOf(slot.key))] = slot
        }
    }
}
