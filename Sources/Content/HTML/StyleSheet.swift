import Evidence

/// The rules of a page's `style` elements that have one simple selector: `p`, `.x`, `p.x`, `#x`, and lists of such.
///
/// Rules for some media only, and those for elements within others, are passed over: where they would show what others
/// hide, or hide it, depends on more than is known here.
struct StyleSheet {
    /// Rules that are kept.
    private static let mostRules = 2_000
    /// Selectors of one rule.
    private static let mostSelectors = 32
    /// Classes of one element that are looked up.
    private static let mostClasses = 16

    private var rules: [UInt64: StyleChange] = [:]

    /// Forgets all rules.
    mutating func removeAll() { rules.removeAll(keepingCapacity: true) }

    /// Reads the text of a `style` element.
    ///
    /// - Complexity: O(n).
    mutating func add(_ text: Span<UInt8>) {
        var index = 0
        var start = 0
        while index < text.count {
            switch text[index] {
            case 0x7B:  // {
                let selector = text.extracting(start..<index)
                let end =
                    Self.isAtRule(selector)
                    ? Self.blockEnd(text, index) : ByteScan.firstIndex(of: 0x7D, in: text, from: index) ?? text.count
                if !Self.isAtRule(selector) {
                    add(selector, StyleChange(declarations: text.extracting((index + 1)..<end)))
                }
                index = end + 1
                start = index
            case 0x7D, 0x3B:  // } and the end of an @import
                index += 1
                start = index
            case 0x3C, 0x3E:  // <!-- and -->
                index += 1
                if index + 2 < text.count, text[index] == 0x21, text[index + 1] == 0x2D { index += 3 }
                start = index
            case 0x2F where index + 1 < text.count && text[index + 1] == 0x2A:
                index += 2
                while index < text.count, text[index] != 0x2F || text[index - 1] != 0x2A { index += 1 }
                index += 1
                // What stands before a comment within a selector is lost; such rules have not been seen.
                start = index
            default:
                index += 1
            }
        }
    }

    /// What the rules say of an element.
    ///
    /// - Complexity: O(n) in the lengths of the attributes.
    func change(tag: Span<UInt8>, classes: Span<UInt8>, id: Span<UInt8>) -> StyleChange {
        var change = StyleChange()
        if rules.isEmpty { return change }
        if let rule = rules[Self.key(tag)] { change.override(with: rule) }
        var start = 0
        var count = 0
        for index in 0...classes.count where count < Self.mostClasses {
            if index < classes.count, classes[index] > 0x20 { continue }
            if index > start {
                count += 1
                let name = classes.extracting(start..<index)
                if let rule = rules[Self.key([], 0x2E, name)] { change.override(with: rule) }
                let tagName = tag.withUnsafeBufferPointer { Array($0.prefix(32)) }
                if let rule = rules[Self.key(tagName, 0x2E, name)] { change.override(with: rule) }
            }
            start = index + 1
        }
        if id.count > 0, let rule = rules[Self.key([], 0x23, id)] { change.override(with: rule) }
        return change
    }

    private mutating func add(_ selectors: Span<UInt8>, _ change: StyleChange) {
        guard change != StyleChange() else { return }
        var start = 0
        var count = 0
        for index in 0...selectors.count {
            if index < selectors.count, selectors[index] != 0x2C { continue }
            var from = start
            var to = index
            start = index + 1
            while from < to, Self.isSpace(selectors[from]) { from += 1 }
            while to > from, Self.isSpace(selectors[to - 1]) { to -= 1 }
            let selector = selectors.extracting(from..<to)
            count += 1
            guard count <= Self.mostSelectors, Self.isSimple(selector) else { continue }
            let key = Self.key(selector)
            guard rules[key] != nil || rules.count < Self.mostRules else { return }
            rules[key, default: StyleChange()].override(with: change)
        }
    }

    /// A tag, a class or an identifier, or a tag with one of them.
    private static func isSimple(_ selector: Span<UInt8>) -> Bool {
        guard selector.count > 0, selector.count <= 80 else { return false }
        var marks = 0
        for index in selector.indices {
            switch selector[index] {
            case 0x2E, 0x23: marks += 1
            case 0x2D, 0x5F, 0x80...: break
            case let byte where ASCII.isAlphanumeric(byte): break
            default: return false
            }
        }
        return marks <= 1
    }

    private static func key(_ selector: Span<UInt8>) -> UInt64 { key([], nil, selector) }

    private static func key(_ tag: [UInt8], _ mark: UInt8?, _ name: Span<UInt8>) -> UInt64 {
        var text = tag
        if let mark { text.append(mark) }
        for index in 0..<min(name.count, 80) { text.append(name[index]) }
        for index in text.indices { text[index] = ASCII.lower(text[index]) }
        return TokenHash.hash(text.span)
    }

    private static func isAtRule(_ selector: Span<UInt8>) -> Bool {
        for index in selector.indices where !isSpace(selector[index]) { return selector[index] == 0x40 }
        return false
    }

    /// The end of a block with blocks in it.
    private static func blockEnd(_ text: Span<UInt8>, _ open: Int) -> Int {
        var depth = 0
        var index = open
        while index < text.count {
            if text[index] == 0x7B { depth += 1 }
            if text[index] == 0x7D { depth -= 1 }
            if depth == 0 { return index }
            index += 1
        }
        return index
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte <= 0x20 }
}
