import Evidence

/// The names that mail programs might show for one attachment, each once, within the limits.
struct AttachmentNames {
    /// The names in UTF-8, as they came.
    private(set) var list: [[UInt8]] = []
    /// Whether all names are there, and whole.
    private(set) var isComplete = true
    private let most: Int
    private let byteLimit: Int

    /// None yet.
    init(_ limits: ReadingLimits) {
        most = limits.attachmentNames
        byteLimit = limits.attachmentNameBytes
    }

    /// Adds a name in UTF-8. Of one that is too long the beginning and the end stay: the end says what opens it.
    ///
    /// - Complexity: O(n).
    mutating func add(_ name: [UInt8]) {
        var kept: [UInt8] = []
        UTF8Text.append(name.span, to: &kept, limit: .max)
        if kept.count > byteLimit {
            isComplete = false
            let end = kept.suffix(byteLimit / 2).drop { $0 & 0xC0 == 0x80 }
            var beginning: [UInt8] = []
            UTF8Text.append(kept.span, to: &beginning, limit: max(byteLimit - end.count, 0))
            kept = beginning + end
        }
        guard !kept.isEmpty, !list.contains(kept) else { return }
        if list.count < most { list.append(kept) } else { isComplete = false }
    }
}
