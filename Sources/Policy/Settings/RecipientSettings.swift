/// What may differ from one recipient to another.
public struct RecipientSettings: Hashable, Sendable {
    /// A message is called spam from this score on.
    public let tag2Level: Double
    /// Put before the Subject of spam; nil: the Subject stays.
    public let subjectTag: String?

    /// Makes settings.
    public init(tag2Level: Double, subjectTag: String?) {
        self.tag2Level = tag2Level
        self.subjectTag = subjectTag
    }
}
