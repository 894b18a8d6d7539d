/// A URL in a message: where it leads, and how it is written.
public struct FoundURL: Hashable, Sendable {
    /// The URL as a browser goes to it: scheme and host in lower case, the host in ASCII, an address as four decimal
    /// numbers. At most ``ReadingLimits/urlBytes``, as all texts here.
    public var text: String
    /// As it stands in the message where it was found first; empty where only the case of letters differs.
    public var written: String
    /// The domain that was registered, by the public suffix list: `example.co.uk` of `www.example.co.uk`; empty where the
    /// host is an address or no name.
    public var domain: String
    /// The host in Unicode, where it is an international one; else empty.
    public var unicodeHost: String
    /// The domain that the text of a link to it names, where it is another one; else empty.
    public var claimedDomain: String
    /// What is odd about it.
    public var traits: URLTraits

    /// Makes a URL's description.
    public init(
        text: String, written: String = "", domain: String = "", unicodeHost: String = "",
        claimedDomain: String = "", traits: URLTraits = []
    ) {
        self.text = text
        self.written = written
        self.domain = domain
        self.unicodeHost = unicodeHost
        self.claimedDomain = claimedDomain
        self.traits = traits
    }
}
