/// What an administrator decides about verdicts and headers.
public struct PolicySettings: Hashable, Sendable {
    /// What to do with mail that the virus scanner could not look at.
    public enum OnAntivirusFailure: String, Hashable, Sendable, CaseIterable {
        /// Relay it, marked as unchecked.
        case pass
        /// Answer 4yz until the scanner is back.
        case tempfail
    }

    /// What to do with mail in which a virus was found.
    public enum OnVirus: String, Hashable, Sendable, CaseIterable {
        /// Keep a durable copy, then say it is taken and discard it; before the queue refuse it.
        case quarantine
        /// Relay it, with X-Amavis-Alert: for a mail store that sees to it itself.
        case pass
    }

    /// X-Spam fields are written from this score on; nil: always (amavis' `sa_tag_level_deflt` undefined).
    public var tagLevel: Double?
    /// A message is called spam from this score on (amavis' `sa_tag2_level_deflt`).
    public var tag2Level: Double
    /// Put before the Subject of spam; nil: the Subject stays.
    public var subjectTag: String?
    /// Spam is refused from this score on, before the queue only (law 11); nil: never (amavis'
    /// `sa_kill_level_deflt`). One level for all: a refusal there is for all recipients or for none.
    public var killLevel: Double?
    /// Recipients for whom ``tag2Level`` and ``subjectTag`` are others.
    public var recipients: RecipientTable
    /// What to do when a virus is found.
    public var onVirus: OnVirus
    /// Signatures that count as points instead of as a virus; the first that fits counts.
    public var virusPoints: [VirusPoints]
    /// Which files a message may carry.
    public var attachments: AttachmentPolicy
    /// What to do when antivirus is unavailable.
    public var onAntivirusFailure: OnAntivirusFailure
    /// The product's name in X-Virus-Scanned and our Received field.
    public var product: String
    /// The domain named in X-Virus-Scanned.
    public var domain: String
    /// This host's name, for our Received field.
    public var hostname: String

    /// Makes settings; the defaults are safe on the first evening: everything passes but viruses, and says why.
    public init(
        tagLevel: Double? = nil, tag2Level: Double = 5, subjectTag: String? = nil, killLevel: Double? = nil,
        recipients: RecipientTable = RecipientTable(), onVirus: OnVirus = .quarantine,
        virusPoints: [VirusPoints] = [], attachments: AttachmentPolicy = AttachmentPolicy(),
        onAntivirusFailure: OnAntivirusFailure = .pass,
        product: String = "tamis", domain: String = "localhost", hostname: String = "localhost"
    ) {
        self.tagLevel = tagLevel
        self.tag2Level = tag2Level
        self.subjectTag = subjectTag
        self.killLevel = killLevel
        self.recipients = recipients
        self.onVirus = onVirus
        self.virusPoints = virusPoints
        self.attachments = attachments
        self.onAntivirusFailure = onAntivirusFailure
        self.product = product
        self.domain = domain
        self.hostname = hostname
    }
}
