/// Whether the scanner finds what it must find.
///
/// libclamav can stop seeing without a word (no folder for its files, a database that loaded but does not match), so
/// a scan that says "clean" is worth something only from an engine that has just found a signature of ours.
public enum CanaryCheck: Hashable, Sendable {
    /// The canary was found, bare and in a mail; so was EICAR, where the database knows it.
    case passed
    /// Something was missed, or a scan failed: antivirus is unavailable.
    case failed(reason: String)

    /// Why it failed; nil if it passed.
    public var failure: String? {
        if case .failed(let reason) = self { reason } else { nil }
    }
}
