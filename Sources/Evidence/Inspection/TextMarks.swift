/// What is remarkable about a part's text or page: evidence for whoever asks, and no fault of the message.
public struct TextMarks: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt16

    /// Makes a set of these bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The page has scripts, as elements, in attributes, or as addresses.
    public static let scripts = TextMarks(rawValue: 1 << 0)
    /// The page has a form.
    public static let forms = TextMarks(rawValue: 1 << 1)
    /// The page goes to another address by itself.
    public static let refresh = TextMarks(rawValue: 1 << 2)
    /// The page has contents in addresses: `data:` URIs.
    public static let embeddedData = TextMarks(rawValue: 1 << 3)
    /// A link's text names another domain than the one it leads to.
    public static let misleadingLinks = TextMarks(rawValue: 1 << 4)
    /// Characters that are not seen stand within words: soft hyphens, zero width.
    public static let invisibleCharacters = TextMarks(rawValue: 1 << 5)
    /// Characters that turn the direction of text round.
    public static let directionOverrides = TextMarks(rawValue: 1 << 6)
    /// A word has letters of ASCII and letters of another script that look like such.
    public static let mixedScripts = TextMarks(rawValue: 1 << 7)
    /// A word has letters of ASCII in a form that text does not use, such as mathematical ones.
    public static let styledLetters = TextMarks(rawValue: 1 << 8)

    /// The marks with their names, in order.
    public static let named: [(mark: TextMarks, name: String)] = [
        (.scripts, "scripts"), (.forms, "forms"), (.refresh, "refresh"), (.embeddedData, "embedded-data"),
        (.misleadingLinks, "misleading-links"), (.invisibleCharacters, "invisible-characters"),
        (.directionOverrides, "direction-overrides"), (.mixedScripts, "mixed-scripts"),
        (.styledLetters, "styled-letters"),
    ]

    /// All there are.
    public static let all = named.reduce(into: TextMarks()) { $0.formUnion($1.mark) }

    /// The names of those in the set, in order.
    public var names: [String] { Self.named.filter { contains($0.mark) }.map(\.name) }
}
