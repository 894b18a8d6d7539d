import Evidence

extension StyleChange {
    /// The longest value that is looked at; those that matter are short.
    private static let longestValue = 128
    /// Pixels to the left or above from which on nothing is on the page.
    private static let farOff = -500_000

    /// Reads declarations: `display:none; color: #fff`.
    ///
    /// - Complexity: O(n).
    init(declarations: Span<UInt8>) {
        self.init()
        var start = 0
        while start < declarations.count {
            let end = ByteScan.firstIndex(of: 0x3B, in: declarations, from: start) ?? declarations.count
            read(declarations.extracting(start..<end))
            start = end + 1
        }
    }

    private mutating func read(_ declaration: Span<UInt8>) {
        guard let colon = ByteScan.firstIndex(of: 0x3A, in: declaration) else { return }
        let name = Self.plain(declaration.extracting(0..<colon), limit: 32)
        guard let property = Self.properties[TokenHash.hash(name.span)] else { return }
        var value = Self.plain(declaration.extracting((colon + 1)..<declaration.count), limit: Self.longestValue)
        if let mark = value.firstIndex(of: 0x21) { value.removeSubrange(mark...) }
        while value.last == 0x20 { value.removeLast() }
        guard !value.isEmpty else { return }
        set(property, value)
    }

    private mutating func set(_ property: Property, _ value: [UInt8]) {
        switch property {
        case .display: isDisplayed = value != Self.none
        case .visibility: isVisible = value != Self.hidden && value != Self.collapse
        case .overflow: isClipped = value == Self.hidden
        case .position: isPositioned = value == Self.absolute || value == Self.fixed
        case .opacity: isTransparent = CSSNumber(value.span).map { $0.thousandths <= 50 }
        case .wordHide: isHiddenInWord = value == Self.all
        case .size: if let size = Self.pixels(value), size <= 1_000 { hasNoRoom = true }
        case .place: if let place = Self.pixels(value), place <= Self.farOff { isFarOff = true }
        case .move: if let place = Self.pixels(value), place <= Self.farOff { isMovedOff = true }
        case .fontSize: fontSize = Self.fontSize(value) ?? fontSize
        case .color:
            color = CSSColor.value(of: value.span)
            hasUnknownColor = color == nil && value != Self.inherit
        case .background: background = Self.background(value)
        case .backgroundImage: if value != Self.none { background = .unknown }
        }
    }

    private enum Property {
        case display, visibility, overflow, position, opacity, wordHide, size, place, move, fontSize, color, background
        case backgroundImage
    }

    private static let properties: [UInt64: Property] = {
        var properties: [UInt64: Property] = [:]
        for (name, property) in [
            ("display", .display), ("visibility", .visibility), ("overflow", .overflow), ("position", .position),
            ("opacity", .opacity), ("mso-hide", .wordHide), ("width", .size), ("height", .size), ("max-width", .size),
            ("max-height", .size), ("left", .place), ("top", .place), ("text-indent", .move), ("margin-left", .move),
            ("margin-top", .move), ("font-size", .fontSize), ("color", .color), ("background", .background),
            ("background-color", .background), ("background-image", .backgroundImage),
        ] as [(String, Property)] {
            properties[TokenHash.hash(Array(name.utf8).span)] = property
        }
        return properties
    }()

    private static let none = Array("none".utf8)
    private static let hidden = Array("hidden".utf8)
    private static let collapse = Array("collapse".utf8)
    private static let absolute = Array("absolute".utf8)
    private static let fixed = Array("fixed".utf8)
    private static let all = Array("all".utf8)
    private static let inherit = Array("inherit".utf8)

    /// Without white space around, comments and capitals; cut at `limit` bytes.
    private static func plain(_ text: Span<UInt8>, limit: Int) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < text.count, result.count < limit {
            let byte = text[index]
            if byte == 0x2F, index + 1 < text.count, text[index + 1] == 0x2A {
                index += 2
                while index < text.count, text[index] != 0x2F || text[index - 1] != 0x2A { index += 1 }
                index += 1
                continue
            }
            if byte > 0x20 {
                result.append(ASCII.lower(byte))
            } else if !result.isEmpty, result.last != 0x20 {
                result.append(0x20)
            }
            index += 1
        }
        while result.last == 0x20 { result.removeLast() }
        return result
    }

    /// A length in thousandths of a pixel; one that depends on something else counts by its number, for what matters is
    /// whether it is nothing, or far off.
    private static func pixels(_ value: [UInt8]) -> Int? {
        guard let number = CSSNumber(value.span) else { return nil }
        switch unit(value, number) {
        case .font: return number.thousandths * 16
        case .percent: return number.thousandths == 0 ? 0 : number.thousandths < 0 ? number.thousandths * 10 : nil
        case .pixel, .other: return number.thousandths
        }
    }

    private static func fontSize(_ value: [UInt8]) -> FontSize? {
        guard let number = CSSNumber(value.span) else {
            // `medium`, `large` and the like are seen.
            return value == inherit || value.first.map { $0 < 0x61 } ?? true ? nil : .absolute(16_000)
        }
        switch unit(value, number) {
        case .font: return .relative(number.thousandths)
        case .percent: return .relative(number.thousandths / 100)
        case .pixel, .other: return .absolute(number.thousandths)
        }
    }

    private enum Unit {
        case pixel, font, percent, other
    }

    private static func unit(_ value: [UInt8], _ number: CSSNumber) -> Unit {
        guard number.length < value.count else { return .pixel }
        switch value[number.length] {
        case 0x25: return .percent
        case 0x65, 0x72: return .font  // em, ex, rem
        case 0x70: return .pixel
        default: return .other
        }
    }

    private static func background(_ value: [UInt8]) -> Background {
        if value == none || value == inherit { return .transparent }
        var start = 0
        var found: Background = .transparent
        // White space within brackets belongs to the value.
        if value.contains(0x28) {
            if case .color(let color)? = CSSColor.value(of: value.span) { return .color(color) }
            return CSSColor.value(of: value.span) == .transparent ? .transparent : .unknown
        }
        for index in 0...value.count {
            if index < value.count, value[index] != 0x20 { continue }
            if case .color(let color)? = CSSColor.value(of: value.span.extracting(start..<index)) {
                found = .color(color)
            }
            start = index + 1
        }
        if found == .transparent, CSSColor.value(of: value.span) == nil { return .unknown }
        return found
    }
}
