public import Evidence
public import MailObject

/// What was decided of a message for one recipient.
public struct Verdict: Hashable, Sendable {
    /// What kind of message it is.
    public let category: ContentCategory
    /// What becomes of it.
    public let disposition: Disposition
    /// Whether a copy goes to the quarantine before anything else.
    public let quarantines: Bool
    /// The rule hits; the score is the sum of their points, without exception.
    public let symbols: [Symbol]
    /// The score; nil where nothing could be read, so that there is none.
    public let score: Double?
    /// The level from which a message is called spam for this recipient.
    public let tag2Level: Double
    /// Names of the viruses found.
    public let viruses: [String]
    /// The forbidden files found.
    public let banned: [BannedFile]
    /// Why it is not clean, in words for log and reply: `INFECTED: Eicar`, `BANNED: a.exe`, `antivirus: …`, of mail that is refused
    /// `spam` or `Too many hops`, of mail beyond a limit `partly read: …`; empty for other clean mail and for spam that
    /// passes, whose symbols say it.
    public let reason: String
    /// What is for the log alone: forbidden files that rules on trial would have found.
    public let note: String
    /// Whether it is refused because it goes round in a loop, before or after the queue: 554 5.4.6.
    public let isLoop: Bool
    /// What is changed in the header on the way out.
    public let edits: HeaderEdits

    /// Whether the message is called spam: X-Spam-Flag: YES.
    public var isSpam: Bool { (score ?? 0) >= tag2Level }
}
