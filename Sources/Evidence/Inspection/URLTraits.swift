/// What is odd about a URL, and where it was found.
public struct URLTraits: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt16

    /// Makes a set of these bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Written so that no program takes it for a URL: `hxxp://`, `http : //`, `evil[.]example`.
    public static let disguised = URLTraits(rawValue: 1 << 0)
    /// Its address is written in another way than four decimal numbers: `http://0x7f.1/`.
    public static let oddAddress = URLTraits(rawValue: 1 << 1)
    /// Something stands before an `@` in front of the host: `http://bank.example@evil.example/`.
    public static let userInfo = URLTraits(rawValue: 1 << 2)
    /// Backslashes stand for slashes.
    public static let backslashes = URLTraits(rawValue: 1 << 3)
    /// The host is percent-encoded.
    public static let encodedHost = URLTraits(rawValue: 1 << 4)
    /// Control characters stand in it, which browsers drop.
    public static let controlCharacters = URLTraits(rawValue: 1 << 5)
    /// The host has letters beyond ASCII, or is the encoded form of one that has.
    public static let international = URLTraits(rawValue: 1 << 6)
    /// It was found only within other URLs.
    public static let redirected = URLTraits(rawValue: 1 << 7)
    /// It was found only in text and links that are not seen.
    public static let hidden = URLTraits(rawValue: 1 << 8)
    /// The text of a link to it names another domain.
    public static let misleading = URLTraits(rawValue: 1 << 9)
    /// A form is sent there.
    public static let form = URLTraits(rawValue: 1 << 10)
    /// A page goes there by itself.
    public static let refresh = URLTraits(rawValue: 1 << 11)
    /// A label of the host has letters beyond ASCII and looks like one that has none.
    public static let lookalike = URLTraits(rawValue: 1 << 12)

    /// The traits with their names, in order.
    public static let named: [(trait: URLTraits, name: String)] = [
        (.disguised, "disguised"), (.oddAddress, "odd-address"), (.userInfo, "user-info"),
        (.backslashes, "backslashes"), (.encodedHost, "encoded-host"), (.controlCharacters, "control-characters"),
        (.international, "international"), (.redirected, "redirected"), (.hidden, "hidden"),
        (.misleading, "misleading"),
        (.form, "form"), (.refresh, "refresh"),
        (.lookalike, "lookalike"),
    ]

    /// All there are.
    public static let all = named.reduce(into: URLTraits()) { $0.formUnion($1.trait) }

    /// The names of those in the set, in order.
    public var names: [String] { Self.named.filter { contains($0.trait) }.map(\.name) }

    /// The traits of a URL that was found once with these and once with the others.
    public func merged(with other: URLTraits) -> URLTraits {
        union(other).subtracting(Self.exclusive.subtracting(intersection(other)))
    }

    /// Those that say of a URL that it was found nowhere else.
    private static let exclusive: URLTraits = [.redirected, .hidden]
}
