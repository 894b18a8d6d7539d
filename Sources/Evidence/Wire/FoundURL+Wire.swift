extension FoundURL: WireValue {
    /// The fewest bytes one takes.
    static let minimumByteCount = 5 * 4 + 2

    /// Reads a URL's description.
    public init(from reader: inout WireReader) throws(WireError) {
        let text = try reader.readString()
        let written = try reader.readString()
        let domain = try reader.readString()
        let unicodeHost = try reader.readString()
        let claimedDomain = try reader.readString()
        let start = reader.position
        let traits = URLTraits(rawValue: try reader.read())
        guard traits.isSubset(of: .all) else { throw .invalid("a URL's traits", at: start) }
        self.init(
            text: text, written: written, domain: domain, unicodeHost: unicodeHost,
            claimedDomain: claimedDomain, traits: traits)
    }

    /// Appends a URL's description.
    public func write(to writer: inout WireWriter) {
        writer.write(text)
        writer.write(written)
        writer.write(domain)
        writer.write(unicodeHost)
        writer.write(claimedDomain)
        writer.write(traits.rawValue)
    }
}
