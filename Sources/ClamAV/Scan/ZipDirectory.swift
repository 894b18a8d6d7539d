/// Looks at a zip archive as those do who unpack it, by its central directory, for what libclamav does not see.
///
/// QUIRK: libclamav goes by the sizes and methods of local headers, and calls a file clean that it steps over: where
/// the two differ, where the directory is not where the archive says (7-Zip looks for it), where there is none, or
/// where data end early.
///
/// Source: PKWARE APPNOTE §4.3.7 (local file header), §4.3.12 (central directory), §4.3.16 (end of it).
struct ZipDirectory {
    private let bytes: UnsafeBufferPointer<UInt8>
    /// What stands before the archive, in bytes: all offsets count from there.
    private let base: Int

    private static let endBytes = 22
    private static let entryBytes = 46
    private static let headerBytes = 30
    /// The end stands before a comment of 65,535 bytes at most; what else may follow it is a guess.
    private static let searchedBytes = 131_072

    /// Whether files of the archive are out of libclamav's sight.
    ///
    /// - Parameter isZip: whether libclamav takes it for a zip; else something stands before it, if it is one at all.
    /// - Complexity: O(n): each entry of the directory is looked at once.
    static func hidesFiles(_ bytes: UnsafeBufferPointer<UInt8>, isZip: Bool) -> Bool {
        let ends = ends(of: bytes)
        // In a comment full of ends the true one cannot be told.
        if ends.isEmpty || ends.count == maximumEnds { return isZip || !ends.isEmpty }
        return ends.contains { hidesFiles(bytes, isZip: isZip, end: $0) }
    }

    /// Whether files are out of sight if the directory ends at `end`.
    private static func hidesFiles(_ bytes: UnsafeBufferPointer<UInt8>, isZip: Bool, end: Int) -> Bool {
        let whole = ZipDirectory(bytes: bytes, base: 0)
        let (entries, size, offset) = (
            whole.number(end + 10, 2), whole.number(end + 12, 4), whole.number(end + 16, 4)
        )
        // An archive may be empty, but not if it has files.
        if size == 0, entries == 0 { return whole.hasSignature(3, 4, at: 0) || whole.hasEntry(before: end) }
        if isZip { return !whole.isPlain(at: offset, count: entries, describedLater: true) }
        // An archive behind something else: libclamav knows local headers only.
        let directory = ZipDirectory(bytes: bytes, base: end - size - offset)
        guard directory.base >= 0, directory.hasSignature(1, 2, at: end - size) else { return false }
        return !directory.isPlain(at: end - size, count: entries, describedLater: false)
    }

    /// Whether every file has a local header that says what the directory says, and all its data.
    private func isPlain(at start: Int, count: Int, describedLater: Bool) -> Bool {
        var position = start
        var found = 0
        while hasSignature(1, 2, at: position), position + Self.entryBytes <= bytes.count {
            found += 1
            let header = base + number(position + 42, 4)
            guard hasSignature(3, 4, at: header), header + Self.headerBytes <= bytes.count else { return false }
            let flags = number(header + 6, 2)
            let stored = number(position + 20, 4)
            // What is encrypted is reported by libclamav; bit 13 masks the sizes, and libclamav steps over it.
            if flags & 1 == 0 {
                let isDescribedLater = flags & 8 != 0
                let isKnown = isDescribedLater ? describedLater : number(header + 18, 4) == stored
                guard isKnown, flags & 0x2000 == 0, number(header + 8, 2) == number(position + 10, 2) else {
                    return false
                }
            }
            let data = header + Self.headerBytes + number(header + 26, 2) + number(header + 28, 2)
            guard data + stored <= bytes.count else { return false }
            position += Self.entryBytes + number(position + 28, 2) + number(position + 30, 2) + number(position + 32, 2)
        }
        // The number has 16 bits.
        return found & 0xFFFF == count
    }

    /// Where the directory may end: at the last mark of an end, and at all whose comment reaches to where the file ends, for
    /// in a comment there may be another mark. Those of archives within this one do neither.
    private static func ends(of bytes: UnsafeBufferPointer<UInt8>) -> [Int] {
        let archive = ZipDirectory(bytes: bytes, base: 0)
        let last = bytes.count - endBytes
        guard last >= 0 else { return [] }
        var ends: [Int] = []
        for place in (max(0, last - searchedBytes)...last).reversed() where archive.hasSignature(5, 6, at: place) {
            if ends.isEmpty || place + endBytes + archive.number(place + 20, 2) >= bytes.count { ends.append(place) }
            if ends.count == maximumEnds { break }
        }
        return ends
    }

    /// Ends that are looked at: a comment full of them must not take long.
    private static let maximumEnds = 8

    /// Whether there is an entry of a directory before an end, as near as the end is looked for.
    private func hasEntry(before end: Int) -> Bool {
        (max(0, end - Self.searchedBytes)..<end).contains { hasSignature(1, 2, at: $0) }
    }

    private func hasSignature(_ third: UInt8, _ fourth: UInt8, at position: Int) -> Bool {
        position >= 0 && position + 4 <= bytes.count && bytes[position] == 0x50 && bytes[position + 1] == 0x4B
            && bytes[position + 2] == third && bytes[position + 3] == fourth
    }

    /// A little-endian number; zero behind the end.
    private func number(_ position: Int, _ width: Int) -> Int {
        guard position >= 0, position + width <= bytes.count else { return 0 }
        return (0..<width).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
    }
}
