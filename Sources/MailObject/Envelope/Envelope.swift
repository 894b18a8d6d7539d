/// Who sent a message and whom it is for.
///
/// Source: RFC 5321 §2.3.1.
public struct Envelope: Hashable, Sendable {
    /// The sender; null for bounces.
    public let reversePath: Path
    /// BODY, SMTPUTF8, RET, ENVID, AUTH, verbatim and in order; SIZE is left out, for the size changes on the way.
    public let mailParameters: [ESMTPParameter]
    /// The accepted recipients in RCPT order, duplicates kept (law 5).
    public let recipients: [Recipient]

    /// Makes an envelope.
    public init(reversePath: Path, mailParameters: [ESMTPParameter] = [], recipients: [Recipient]) {
        self.reversePath = reversePath
        self.mailParameters = mailParameters
        self.recipients = recipients
    }

    /// Whether MAIL carried the parameter `keyword` (upper case).
    public func hasMailParameter(_ keyword: String) -> Bool {
        mailParameters.contains { $0.keyword == keyword }
    }
}
