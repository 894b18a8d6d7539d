/// What style declarations say that decides whether text is seen.
struct StyleChange: Equatable {
    /// A font's size.
    enum FontSize: Equatable {
        /// In thousandths of a pixel.
        case absolute(Int)
        /// In thousandths of the size around it.
        case relative(Int)
    }

    /// What is behind the text.
    enum Background: Equatable {
        case color(UInt32)
        /// Whatever shows through.
        case transparent
        /// A picture, or a colour that is not known.
        case unknown
    }

    /// `display: none`, or another `display`.
    var isDisplayed: Bool?
    var isVisible: Bool?
    var fontSize: FontSize?
    var color: CSSColor.Value?
    /// Whether a colour is set that is not known.
    var hasUnknownColor = false
    var background: Background?
    var isTransparent: Bool?
    /// `overflow: hidden`.
    var isClipped: Bool?
    /// Whether width or height is nothing.
    var hasNoRoom = false
    /// `position: absolute` or `fixed`.
    var isPositioned: Bool?
    /// Whether a place is said that is off the page.
    var isFarOff = false
    /// Whether it is moved off the page, positioned or not.
    var isMovedOff = false
    /// `mso-hide: all`.
    var isHiddenInWord: Bool?

    /// Whether nothing of the element is seen, whatever is said of those in it.
    var removes: Bool {
        isDisplayed == false || isTransparent == true || isMovedOff || isFarOff && isPositioned == true
            || hasNoRoom && isClipped == true || isHiddenInWord == true
    }

    /// Takes over what a later rule says.
    mutating func override(with later: StyleChange) {
        isDisplayed = later.isDisplayed ?? isDisplayed
        isVisible = later.isVisible ?? isVisible
        fontSize = later.fontSize ?? fontSize
        if later.color != nil || later.hasUnknownColor {
            color = later.color
            hasUnknownColor = later.hasUnknownColor
        }
        background = later.background ?? background
        isTransparent = later.isTransparent ?? isTransparent
        isClipped = later.isClipped ?? isClipped
        isPositioned = later.isPositioned ?? isPositioned
        isHiddenInWord = later.isHiddenInWord ?? isHiddenInWord
        hasNoRoom = hasNoRoom || later.hasNoRoom
        isFarOff = isFarOff || later.isFarOff
        isMovedOff = isMovedOff || later.isMovedOff
    }
}
