/// What the filter may do to content, and nothing else (laws 3 and 4).
enum ExpectedContent {
    /// Law 4: each bare CR, bare LF and NUL becomes one space.
    static func lawFour(_ content: [UInt8]) -> [UInt8] {
        var cleaned = content
        for index in content.indices {
            let previous = index > 0 ? content[index - 1] : 0
            let next = index + 1 < content.count ? content[index + 1] : 0
            switch content[index] {
            case 0: cleaned[index] = 0x20
            case 0x0D where next != 0x0A: cleaned[index] = 0x20
            case 0x0A where previous != 0x0D: cleaned[index] = 0x20
            default: break
            }
        }
        return cleaned
    }

    /// The fields that are taken out, for only the filter may write them.
    static func isOurs(_ name: String) -> Bool {
        name.hasPrefix("x-amavis-")
            || [
                "x-spam-flag", "x-spam-score", "x-spam-level", "x-spam-status", "x-spam-report",
                "x-spam-checker-version", "x-spam-tests", "x-virus-scanned", "x-quarantine-id",
            ].contains(name)
    }

    /// What must stand at the end of the content that goes out, below the fields that were put on top.
    static func kept(of content: [UInt8]) -> [UInt8] {
        let header = HeaderBlock(lawFour(content))
        return header.fields.filter { !isOurs($0.name) }.flatMap(\.bytes) + header.rest
    }

    /// The names of the fields on top of what was kept; nil if it does not stand at the end, or if what is on top is
    /// not whole fields.
    static func added(to kept: [UInt8], in outgoing: [UInt8]) -> [String]? {
        guard outgoing.endsWith(kept) else { return nil }
        let top = HeaderBlock(Array(outgoing.dropLast(kept.count)))
        return top.rest.isEmpty ? top.fields.map(\.name) : nil
    }
}
