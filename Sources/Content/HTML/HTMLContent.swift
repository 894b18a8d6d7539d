import Evidence

/// An attribute that names a resource.
struct HTMLLink {
    /// What the resource is to the page.
    enum Kind {
        /// What a person goes to.
        case anchor
        /// Where a form is sent.
        case form
        /// Where the page goes by itself.
        case refresh
        /// What is shown in the page, or anything else.
        case resource
    }

    /// The address: the attribute's value, made absolute if the page has a base.
    var value: [UInt8]
    /// What it is to the page.
    var kind: Kind
    /// The text that a person sees in the link, of an anchor; cut.
    var text: [UInt8] = []
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
    /// What else is remarkable.
    var marks = TextMarks()
    /// Tag names and attributes as tokens, each ended by a NUL.
    var markup: [UInt8] = []

    /// Empties it and keeps the memory.
    mutating func removeAll() {
        text.removeAll(keepingCapacity: true)
        hiddenText.removeAll(keepingCapacity: true)
        links.removeAll(keepingCapacity: true)
        marks = []
        markup.removeAll(keepingCapacity: true)
    }
}
