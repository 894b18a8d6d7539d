/// The scanner could not be made ready: antivirus is unavailable, and this says why and what helps.
public struct EngineError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The folder or file it is about.
    public let path: String
    /// What went wrong.
    public let cause: String
    /// What the administrator can do; may be empty.
    public let remedy: String

    /// Makes an error.
    public init(path: String, cause: String, remedy: String = "") {
        self.path = path
        self.cause = cause
        self.remedy = remedy
    }

    /// `/var/lib/clamav: No such file or directory; run freshclam, or set antivirus.database`.
    public var description: String {
        path + ": " + cause + (remedy.isEmpty ? "" : "; " + remedy)
    }

    /// What helps where signatures are missing or broken.
    static let fetchSignatures = "run freshclam, or set antivirus.database to a folder with signatures"
}
