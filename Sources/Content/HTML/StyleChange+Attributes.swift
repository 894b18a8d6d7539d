extension StyleChange {
    /// Takes in an attribute of an element that says how it looks, but for `style`, `class` and `id`.
    ///
    /// - Parameter tag: The element's name.
    /// - Complexity: O(n).
    mutating func take(_ name: UnsafeBufferPointer<UInt8>, of tag: UnsafeBufferPointer<UInt8>, _ value: Span<UInt8>) {
        switch HTMLNames.packed(name) {
        case Self.bgcolor:
            if background != .unknown { background = Self.color(value).map { .color($0) } ?? .unknown }
        case Self.backgroundName where value.count > 0:
            background = .unknown
        case Self.color where HTMLNames.packed(tag) == Self.font, Self.text where HTMLNames.packed(tag) == Self.body:
            color = Self.color(value).map { .color($0) }
            hasUnknownColor = color == nil
        case Self.hidden:
            isDisplayed = false
        case Self.type where HTMLNames.packed(tag) == Self.input && Self.isHidden(value):
            isDisplayed = false
        default:
            break
        }
    }

    private static let bgcolor = HTMLNames.packed("bgcolor")
    private static let backgroundName = HTMLNames.packed("background")
    private static let color = HTMLNames.packed("color")
    private static let text = HTMLNames.packed("text")
    private static let hidden = HTMLNames.packed("hidden")
    private static let type = HTMLNames.packed("type")
    private static let font = HTMLNames.packed("font")
    private static let body = HTMLNames.packed("body")
    private static let input = HTMLNames.packed("input")

    private static func color(_ value: Span<UInt8>) -> UInt32? {
        var text: [UInt8] = []
        for index in 0..<min(value.count, 64) where value[index] > 0x20 { text.append(ASCII.lower(value[index])) }
        if case .color(let color)? = CSSColor.value(of: text.span) { return color }
        return nil
    }

    private static func isHidden(_ value: Span<UInt8>) -> Bool {
        let word: [UInt8] = [0x68, 0x69, 0x64, 0x64, 0x65, 0x6E]
        return value.count == word.count && word.indices.allSatisfy { ASCII.lower(value[$0]) == word[$0] }
    }
}
