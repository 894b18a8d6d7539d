extension Span where Element == UInt8 {
    /// The number of `count` bytes, at most seven, that begins at a place, its lowest byte first; 0 if it does not end within.
    func littleEndian(at start: Int, _ count: Int) -> Int {
        guard start >= 0, start <= self.count - count else { return 0 }
        return (0..<count).reduce(0) { $0 | Int(self[start + $1]) << (8 * $1) }
    }
}
