/// How the text in an open element looks, as far as that decides whether a person sees it.
struct Appearance {
    /// Whether nothing in the element is seen, whatever is said of those in it.
    private(set) var isRemoved = false
    private var isVisible = true
    /// In thousandths of a pixel; what no one says is 16 pixels.
    private var fontSize = 16_000
    /// The colour that was set, if one was.
    private var color: CSSColor.Value?
    /// What is behind; nil: a picture, or not known.
    private var background: UInt32? = 0xFFFFFF

    /// Up to here, in thousandths of a pixel, letters are not seen.
    private static let tiny = 1_334  // One point.

    /// Whether text here is not seen.
    var isHidden: Bool {
        if isRemoved || !isVisible || fontSize <= Self.tiny { return true }
        switch color {
        case .transparent: return true
        case .color(let color): return background.map { CSSColor.areAlike(color, $0) } ?? false
        case nil: return false
        }
    }

    /// What an element of this style looks like within one of this appearance.
    func within(_ change: StyleChange) -> Appearance {
        var inner = self
        if change.removes { inner.isRemoved = true }
        inner.isVisible = change.isVisible ?? isVisible
        switch change.fontSize {
        case .absolute(let size): inner.fontSize = size
        case .relative(let factor): inner.fontSize = min(fontSize, 1_000_000) * min(factor, 1_000_000) / 1_000
        case nil: break
        }
        if change.color != nil || change.hasUnknownColor { inner.color = change.color }
        switch change.background {
        case .color(let color): inner.background = color
        case .unknown: inner.background = nil
        case .transparent, nil: break
        }
        return inner
    }
}
