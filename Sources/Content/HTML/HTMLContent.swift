/// What an HTML part holds, as bytes of UTF-8; its buffers are used again for the next part.
struct HTMLContent {
    /// The text, words of different blocks apart.
    var text: [UInt8] = []
    /// Values of attributes that name resources: `href`, `src`, `action`, `background`, …
    var links: [[UInt8]] = []
    /// Tag names and attributes as tokens, each ended by a NUL.
    var markup: [UInt8] = []

    /// Empties it and keeps the memory.
    mutating func removeAll() {
        text.removeAll(keepingCapacity: true)
        links.removeAll(keepingCapacity: true)
        markup.removeAll(keepingCapacity: true)
    }
}
