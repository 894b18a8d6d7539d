import Evidence

/// A URL as it was found: see `Evidence.FoundURL`.
struct ScannedURL {
    /// In one form, as ``NormalizedURL`` makes it.
    let bytes: [UInt8]
    /// As it stands there; empty where only the case of letters differs.
    let written: [UInt8]
    /// What is odd about it.
    var traits: URLTraits
    /// The domain that the text of a link to it names, where it is another one.
    var claimedDomain: [UInt8] = []
}
