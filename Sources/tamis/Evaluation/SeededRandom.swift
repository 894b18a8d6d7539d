/// Chance that can be repeated (SplitMix64). The standard library does not promise that its shuffle stays the same from
/// one version to the next, so this brings its own.
struct SeededRandom: Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// The values in another order.
    mutating func shuffled<Value>(_ values: [Value]) -> [Value] {
        var values = values
        for last in values.indices.dropFirst().reversed() {
            values.swapAt(last, Int(next().multipliedFullWidth(by: UInt64(last + 1)).high))
        }
        return values
    }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
