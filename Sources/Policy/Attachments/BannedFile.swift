/// A file that a rule forbids.
public struct BannedFile: Hashable, Sendable {
    /// The file with the archives it is in: `report.zip/invoice.pdf.exe`. It holds what the sender wrote.
    public let path: String
    /// The rule that forbids it.
    public let rule: AttachmentRule
}
