/// An attribute that names a resource.
struct HTMLLink {
    /// The attribute's value.
    var value: [UInt8]
    /// Whether its element is not seen.
    var isHidden: Bool
}

/// What an HTML part holds, as bytes of UTF-8; its buffers are used again for the next part.
struct HTMLContent {
    /// The text that a person sees, words of different blocks apart.
    var text: [UInt8] = []
    /// The text that is there and not seen: not displayed, of no size, of the colour behind it, off the page. What stood
    /// apart is apart here.
    var hiddenText: [UInt8] = []
    /// Values of attributes that name resources: `href`, `src`, `action`, `background`, …
    var links: [HTMLLink] = []
    /// Tag names and attributes as tokens, each ended by a NUL.
    var markup: [UInt8] = []

    /// Empties it and keeps the memory.
    mutating func removeAll() {
        text.removeAll(keepingCapacity: true)
        hiddenText.removeAll(keepingCapacity: true)
        links.removeAll(keepingCapacity: true)
        markup.removeAll(keepingCapacity: true)
    }
}
