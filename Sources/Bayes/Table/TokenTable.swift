public import Evidence

/// Tokens and what is known of them: open addressing with linear probing, 24 bytes a slot, 60 to 72% of them full.
///
/// The slots lie in many small arrays, each of which grows by a fifth when it is full. So 2 million tokens take 67 to
/// 80 MB, growing needs little more for a moment, and no score waits for a large table to be moved.
/// The place of a key depends on a seed, so that nobody can write words that all meet in one place.
public struct TokenTable: Sendable {
    private var shards: [TokenShard]
    private let seed: UInt64
    /// The number of shards is two to this.
    private static let shardBits: UInt64 = 8

    /// Makes an empty table with room for `minimumCapacity` tokens.
    public init(minimumCapacity: Int = 0, seed: UInt64 = .random(in: 0 ... .max)) {
        self.seed = seed
        let shard = TokenShard(minimumCapacity: minimumCapacity >> Self.shardBits)
        shards = Array(repeating: shard, count: 1 << Self.shardBits)
    }

    /// How many tokens there are.
    ///
    /// Complexity: O(1).
    public var count: Int { shards.reduce(0) { $0 + $1.count } }

    /// What is known of a token; nil if nothing is. Setting nil removes it.
    ///
    /// Complexity: O(1) on average: two to four cache lines.
    public subscript(token: Token) -> TokenEntry? {
        get {
            let hash = hash(of: token)
            return shards[Self.shard(of: hash)].entry(of: token.key, hash: hash)
        }
        set {
            let hash = hash(of: token)
            let seed = seed
            if let newValue {
                shards[Self.shard(of: hash)].insert(newValue, for: token.key, hash: hash) {
                    Self.hash(of: $0, seed: seed)
                }
            } else {
                shards[Self.shard(of: hash)].remove(token.key, hash: hash) { Self.hash(of: $0, seed: seed) }
            }
        }
    }

    /// The tokens of which `predicate` holds, in no particular order.
    ///
    /// Complexity: O(slots), which is what an iteration costs.
    public func tokens(where predicate: (TokenEntry) -> Bool) -> [Token] {
        var found: [Token] = []
        forEach { token, entry in
            if predicate(entry) { found.append(token) }
        }
        return found
    }

    /// Hands every token to `body`, in no particular order.
    ///
    /// Complexity: O(slots).
    public func forEach(_ body: (Token, TokenEntry) throws -> Void) rethrows {
        for shard in shards { try shard.forEach { try body(Token(key: $0), $1) } }
    }

    @inline(__always)
    private func hash(of token: Token) -> UInt64 { Self.hash(of: token.key, seed: seed) }

    @inline(__always)
    private static func hash(of key: UInt64, seed: UInt64) -> UInt64 {
        let product = (key ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }

    /// By the lowest bits: the highest say where in its shard a key goes.
    @inline(__always)
    private static func shard(of hash: UInt64) -> Int { Int(hash & (1 << shardBits - 1)) }
}

extension TokenTable: Equatable {
    /// Whether both know the same of the same tokens.
    public static func == (left: TokenTable, right: TokenTable) -> Bool {
        guard left.count == right.count else { return false }
        var isEqual = true
        left.forEach { token, entry in isEqual = isEqual && right[token] == entry }
        return isEqual
    }
}
