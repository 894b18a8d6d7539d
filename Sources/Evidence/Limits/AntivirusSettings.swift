/// What the virus scanner loads, and how far it looks into a message before it says that it could not see all.
///
/// Sizes are bytes.
public struct AntivirusSettings: Hashable, Sendable {
    /// Whether messages are scanned at all.
    public var isEnabled = true
    /// Who looks for viruses, in this order: the next is asked only where the one before could not look.
    public var engines = [ScanEngine.libclamav]
    /// The folder of the signatures, or one signature file; freshclam keeps its own here.
    public var database = "/var/lib/clamav"

    /// Everything that is unpacked out of one message, together; ClamAV's own default.
    public var scanBytes = 400 * 1_048_576
    /// One message, or one file unpacked out of it. Above the largest message that is taken in
    /// (``ReadingLimits/decodedPartBytes`` is the same), below the 2 GiB that libclamav can do.
    public var fileBytes = 128 * 1_048_576
    /// Archives in archives; ClamAV's own default. Mail in mail counts too.
    public var recursion = 17
    /// Files unpacked out of one message; ClamAV's own default.
    public var files = 10_000
    /// How long one scan may take before it gives up by itself: below the worker's deadline of 60 s, with room,
    /// for libclamav looks at the clock only now and then.
    public var scanMilliseconds = 40_000

    /// Whether links whose text names another host than their target count as a virus, `Heuristics.Phishing…`.
    /// A guess: newsletters do it too, and amavis gives it 0.1 points.
    public var checksPhishingURLs = false

    /// Makes the default settings.
    public init() {}

    /// Whether the worker loads signatures of its own.
    public var loadsSignatures: Bool { isEnabled && engines.contains(.libclamav) }
    /// Whether messages can be scanned where the worker has no signatures.
    public var asksClamd: Bool { isEnabled && engines.contains { $0 != .libclamav } }
}
