import Evidence

/// Colours of CSS and of HTML attributes, as 0xRRGGBB.
///
/// Source: CSS Color 4 §4–6; HTML "rules for parsing a legacy colour value".
enum CSSColor {
    /// What a value says.
    enum Value: Equatable {
        case color(UInt32)
        /// No colour at all, or one that is hardly there.
        case transparent
    }

    /// The colour of a value in lower case without white space around; nil where it is none of those that are known.
    ///
    /// - Complexity: O(n).
    static func value(of text: Span<UInt8>) -> Value? {
        guard text.count > 0, text.count <= 64 else { return nil }
        if text[0] == 0x23 { return hex(text.extracting(1..<text.count)) }
        if let open = ByteScan.firstIndex(of: 0x28, in: text) {
            return function(text.extracting(0..<open), text.extracting((open + 1)..<text.count))
        }
        if let named = names[TokenHash.hash(text)] { return .color(named) }
        if text.count == transparent.count, transparent.indices.allSatisfy({ text[$0] == transparent[$0] }) {
            return .transparent
        }
        // `bgcolor=ffffff`
        return text.count == 6 ? hex(text) : nil
    }

    /// Whether a person cannot tell one from the other: no channel differs by more than 10 of 255.
    static func areAlike(_ left: UInt32, _ right: UInt32) -> Bool {
        for shift: UInt32 in [0, 8, 16] {
            let difference = Int32(left >> shift & 255) - Int32(right >> shift & 255)
            if abs(difference) > 10 { return false }
        }
        return true
    }

    private static func hex(_ digits: Span<UInt8>) -> Value? {
        var value: UInt32 = 0
        let isShort = digits.count == 3 || digits.count == 4
        guard isShort || digits.count == 6 || digits.count == 8 else { return nil }
        for index in digits.indices {
            guard let digit = HexDigit.value(of: digits[index]) else { return nil }
            value = value << 4 | UInt32(digit)
            if isShort { value = value << 4 | UInt32(digit) }
        }
        guard digits.count == 4 || digits.count == 8 else { return .color(value) }
        return value & 255 < 13 ? .transparent : .color(value >> 8)
    }

    /// `rgb(…)` and `rgba(…)`.
    private static func function(_ name: Span<UInt8>, _ arguments: Span<UInt8>) -> Value? {
        guard name.count == 3 || name.count == 4, name[0] == 0x72, name[1] == 0x67, name[2] == 0x62 else { return nil }
        var channels: [Int] = []
        var index = 0
        while index < arguments.count, channels.count < 4 {
            guard let number = CSSNumber(arguments.extracting(index..<arguments.count)) else {
                index += 1
                continue
            }
            index += number.length
            let isPercent = index < arguments.count && arguments[index] == 0x25
            let full = channels.count == 3 ? 1_000 : 255_000
            channels.append(isPercent ? min(max(number.thousandths, 0), 100_000) * full / 100_000 : number.thousandths)
        }
        guard channels.count >= 3 else { return nil }
        if channels.count == 4, channels[3] < 50 { return .transparent }
        return .color(channels[0..<3].reduce(0) { $0 << 8 | UInt32(min(max($1 / 1_000, 0), 255)) })
    }

    private static let transparent = Array("transparent".utf8)

    /// The basic ones, and those that are near white or near black.
    private static let names: [UInt64: UInt32] = {
        var names: [UInt64: UInt32] = [:]
        for (name, color) in [
            ("black", 0x000000), ("silver", 0xC0C0C0), ("gray", 0x808080), ("grey", 0x808080), ("white", 0xFFFFFF),
            ("maroon", 0x800000), ("red", 0xFF0000), ("purple", 0x800080), ("fuchsia", 0xFF00FF), ("green", 0x008000),
            ("magenta", 0xFF00FF), ("lime", 0x00FF00), ("olive", 0x808000), ("yellow", 0xFFFF00), ("navy", 0x000080),
            ("blue", 0x0000FF), ("teal", 0x008080), ("aqua", 0x00FFFF), ("cyan", 0x00FFFF), ("orange", 0xFFA500),
            ("whitesmoke", 0xF5F5F5), ("snow", 0xFFFAFA), ("ivory", 0xFFFFF0), ("ghostwhite", 0xF8F8FF),
            ("floralwhite", 0xFFFAF0), ("azure", 0xF0FFFF), ("mintcream", 0xF5FFFA), ("aliceblue", 0xF0F8FF),
            ("honeydew", 0xF0FFF0), ("seashell", 0xFFF5EE), ("lightyellow", 0xFFFFE0), ("beige", 0xF5F5DC),
            ("linen", 0xFAF0E6), ("lavenderblush", 0xFFF0F5), ("oldlace", 0xFDF5E6), ("cornsilk", 0xFFF8DC),
            ("lightgray", 0xD3D3D3), ("lightgrey", 0xD3D3D3), ("darkgray", 0xA9A9A9), ("darkgrey", 0xA9A9A9),
            ("gainsboro", 0xDCDCDC), ("darkblue", 0x00008B), ("darkgreen", 0x006400), ("darkred", 0x8B0000),
        ] as [(String, UInt32)] {
            names[TokenHash.hash(Array(name.utf8).span)] = color
        }
        return names
    }()
}
