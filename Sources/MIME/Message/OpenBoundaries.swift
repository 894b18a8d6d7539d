/// The boundaries that are open at one place of a message, so that a line is compared with all of them at once.
///
/// Complexity: one look costs O(length of the line + boundaries that are open), and their number is limited by the
/// depth: a line is hashed byte by byte, and at each length that boundaries have looked up in a table of theirs. Going
/// through all boundaries of a length would cost a message of short lines two seconds.
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
        /// The open boundary of the same length and hash before it, or -1.
        var next: Int
        /// Its place in the table.
        var slot: Int
        var isEnded = false
    }

    private var open: [Boundary] = []
    /// How many open boundaries each length has.
    private var ofLength: [Int] = []
    /// The innermost open boundary of each hash and length, or -1, where the hash leads to or in the next free place
    /// behind it. They close in the reverse order, so that what closes leaves the table as it was before.
    private var slots = [Int](repeating: -1, count: 64)
    /// What odd lines were met since it was last asked.
    var defects = DefectSet()

    var isEmpty: Bool { open.isEmpty }
    var count: Int { open.count }

    /// Opens a boundary inside of all others.
    mutating func push(_ bytes: [UInt8]) {
        var hash = OpenBoundaries.seed
        for byte in bytes { hash = OpenBoundaries.step(hash, byte) }
        while ofLength.count <= bytes.count { ofLength.append(0) }
        if find(bytes.span, hash).isFound { defects.insert(.repeatedBoundary) }
        if (open.count + 1) * 2 > slots.count { growTable() }
        let slot = slot(hash, length: bytes.count)
        open.append(Boundary(bytes: bytes, hash: hash, next: slots[slot], slot: slot))
        slots[slot] = open.count - 1
        ofLength[bytes.count] += 1
    }

    /// Closes the innermost boundary.
    mutating func pop() {
        guard let last = open.popLast() else { return }
        slots[last.slot] = last.next
        ofLength[last.bytes.count] -= 1
    }

    /// Notes that the end delimiter of a boundary was met: from now on it delimits nothing.
    mutating func end(_ index: Int) {
        open[index].isEnded = true
    }

    /// What a line is whose content, behind `--`, is `start..<end`. Blanks at its end do not count; with `takesPrefixes`
    /// a line that begins with a boundary is its delimiter, and of several boundaries the innermost one's.
    mutating func match(_ source: Span<UInt8>, start: Int, end: Int, takesPrefixes: Bool) -> Match {
        var end = end
        while end > start, Byte.isBlank(source[end - 1]) { end -= 1 }
        let count = end - start
        let endsWithDashes = count >= 2 && source[end - 1] == 0x2D && source[end - 2] == 0x2D
        var hash = OpenBoundaries.seed
        var exact = -1
        var ending = -1
        var hasPrefix = false
        var innermost = -1
        var wasEnded = false
        var length = 0
        while length < ofLength.count {
            if ofLength[length] > 0 {
                if length == count || endsWithDashes && length == count - 2 {
                    let found = find(source.extracting(start..<(start + length)), hash)
                    wasEnded = wasEnded || found.wasEnded
                    if length == count { exact = found.index } else { ending = found.index }
                } else if takesPrefixes || !hasPrefix {
                    let index = holder(of: hash, length: length)
                    hasPrefix = hasPrefix || index >= 0
                    innermost = max(innermost, index)
                }
            }
            guard length < count else { break }
            hash = OpenBoundaries.step(hash, source[start + length])
            length += 1
        }
        if takesPrefixes, innermost > max(exact, ending),
            let match = prefixMatch(source, start: start, end: end, of: innermost)
        {
            defects.insert(.ambiguousBoundary)
            return match
        }
        if exact < 0, ending < 0 {
            if wasEnded { defects.insert(.boundaryAfterEnd) } else if hasPrefix { defects.insert(.ambiguousBoundary) }
            return .none
        }
        if exact >= 0, ending >= 0 { defects.insert(.ambiguousBoundary) }
        return exact > ending ? .delimiter(index: exact, isEnd: false) : .delimiter(index: ending, isEnd: true)
    }

    /// The innermost boundary of this length that has this hash and has not ended, or -1. The hash is good enough for a
    /// defect and for a choice: comparing bytes would cost the line once for each boundary that begins it.
    private func holder(of hash: UInt64, length: Int) -> Int {
        var index = slots[slot(hash, length: length)]
        while index >= 0 {
            if !open[index].isEnded { return index }
            index = open[index].next
        }
        return -1
    }

    /// The delimiter of a boundary that the line `start..<end` begins with; nil if it does not.
    private func prefixMatch(_ source: Span<UInt8>, start: Int, end: Int, of index: Int) -> Match? {
        let rest = start + open[index].bytes.count
        guard rest <= end, OpenBoundaries.equal(open[index].bytes, source.extracting(start..<rest)) else { return nil }
        let isEnd = end - rest >= 2 && source[rest] == 0x2D && source[rest + 1] == 0x2D
        return .delimiter(index: index, isEnd: isEnd)
    }

    /// The innermost boundary of these bytes that has not ended.
    private func find(_ bytes: Span<UInt8>, _ hash: UInt64) -> (index: Int, wasEnded: Bool, isFound: Bool) {
        var index = slots[slot(hash, length: bytes.count)]
        var wasEnded = false
        while index >= 0 {
            if OpenBoundaries.equal(open[index].bytes, bytes) {
                if !open[index].isEnded { return (index, wasEnded, true) }
                wasEnded = true
            }
            index = open[index].next
        }
        return (-1, wasEnded, wasEnded)
    }

    /// The place in the table of this hash and length: theirs, or the free one where they belong.
    private func slot(_ hash: UInt64, length: Int) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & mask
        while slots[slot] >= 0 {
            let boundary = slots[slot]
            if open[boundary].hash == hash, open[boundary].bytes.count == length { break }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func growTable() {
        slots = [Int](repeating: -1, count: slots.count * 2)
        for index in open.indices {
            let slot = slot(open[index].hash, length: open[index].bytes.count)
            open[index].slot = slot
            open[index].next = slots[slot]
            slots[slot] = index
        }
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
}
