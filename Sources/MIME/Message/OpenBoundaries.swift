/// The boundaries that are open at one place of a message, so that a line is compared with all of them at once.
///
/// Complexity: one look costs O(length of the line), plus the boundaries of equal hash; how many are open is
/// limited by the depth.
struct OpenBoundaries {
    /// What a line that begins with `--` is.
    enum Match: Equatable {
        /// Content.
        case none
        /// A delimiter of the boundary at `index`: the next part starts, or with `isEnd` there are no more.
        case delimiter(index: Int, isEnd: Bool)
    }

    private struct Boundary {
        var bytes: [UInt8]
        var hash: UInt64
        /// The open boundary before it in its bucket.
        var next: Int
        var isEnded = false
    }

    private var open: [Boundary] = []
    private var buckets = [Int](repeating: -1, count: 64)
    private var lengths: [Int] = []
    /// What odd lines were met since it was last asked.
    var defects = DefectSet()

    var isEmpty: Bool { open.isEmpty }
    var count: Int { open.count }

    /// Opens a boundary inside of all others.
    mutating func push(_ bytes: [UInt8]) {
        var hash = OpenBoundaries.seed
        for byte in bytes { hash = OpenBoundaries.step(hash, byte) }
        let bucket = OpenBoundaries.bucket(hash)
        if find(bytes.span, hash).isFound { defects.insert(.repeatedBoundary) }
        open.append(Boundary(bytes: bytes, hash: hash, next: buckets[bucket]))
        buckets[bucket] = open.count - 1
        while lengths.count <= bytes.count { lengths.append(0) }
        lengths[bytes.count] += 1
    }

    /// Closes the innermost boundary.
    mutating func pop() {
        guard let last = open.popLast() else { return }
        buckets[OpenBoundaries.bucket(last.hash)] = last.next
        lengths[last.bytes.count] -= 1
    }

    /// Notes that the end delimiter of a boundary was met: from now on it delimits nothing.
    mutating func end(_ index: Int) {
        open[index].isEnded = true
    }

    /// What a line is whose content, behind `--`, is `start..<end`. Blanks at its end do not count.
    mutating func match(_ source: Span<UInt8>, start: Int, end: Int) -> Match {
        var end = end
        while end > start, Byte.isBlank(source[end - 1]) { end -= 1 }
        let count = end - start
        let endsWithDashes = count >= 2 && source[end - 1] == 0x2D && source[end - 2] == 0x2D
        var hash = OpenBoundaries.seed
        var exact = -1
        var ending = -1
        var hasPrefix = false
        var wasEnded = false
        var length = 0
        while length < lengths.count {
            if lengths[length] > 0, length == count || length > 0 {
                let found = find(source.extracting(start..<(start + length)), hash)
                wasEnded = wasEnded || (found.wasEnded && (length == count || endsWithDashes && length == count - 2))
                if found.index >= 0 {
                    if length == count {
                        exact = found.index
                    } else if endsWithDashes, length == count - 2 {
                        ending = found.index
                    } else {
                        hasPrefix = true
                    }
                }
            }
            guard length < count else { break }
            hash = OpenBoundaries.step(hash, source[start + length])
            length += 1
        }
        if exact < 0, ending < 0 {
            if wasEnded { defects.insert(.boundaryAfterEnd) } else if hasPrefix { defects.insert(.ambiguousBoundary) }
            return .none
        }
        if exact >= 0, ending >= 0 { defects.insert(.ambiguousBoundary) }
        return exact > ending ? .delimiter(index: exact, isEnd: false) : .delimiter(index: ending, isEnd: true)
    }

    /// The innermost boundary of these bytes that has not ended.
    private func find(_ bytes: Span<UInt8>, _ hash: UInt64) -> (index: Int, wasEnded: Bool, isFound: Bool) {
        var index = buckets[OpenBoundaries.bucket(hash)]
        var wasEnded = false
        while index >= 0 {
            if open[index].hash == hash, OpenBoundaries.equal(open[index].bytes, bytes) {
                if !open[index].isEnded { return (index, wasEnded, true) }
                wasEnded = true
            }
            index = open[index].next
        }
        return (-1, wasEnded, wasEnded)
    }

    private static func equal(_ left: [UInt8], _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        var index = 0
        while index < left.count {
            if left[index] != right[index] { return false }
            index += 1
        }
        return true
    }

    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always)
    private static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    @inline(__always)
    private static func bucket(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: (hash ^ hash >> 32) & 63) }
}
