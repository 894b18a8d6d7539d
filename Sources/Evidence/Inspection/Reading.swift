public import MIME

/// What the worker read in a message, before any scanner ran.
///
/// It comes from a child process that may have been taken over by what it read: nothing in it is trusted but as
/// evidence about this one message.
public struct Reading: Hashable, Sendable {
    /// The distinct tokens, ascending.
    public var tokens: [Token] = []
    /// The text of each token, parallel to ``tokens``; empty unless the request asked for details or for texts.
    public var tokenTexts: [String] = []
    /// The Message-ID field's value, angle brackets included, at most 255 bytes; empty if there is none.
    public var messageID: String = ""
    /// The author of the From field, decoded, at most 255 bytes.
    public var from: String = ""
    /// The Subject, decoded, at most 255 bytes.
    public var subject: String = ""
    /// The URLs, each once, in order of appearance, at most ``ReadingLimits`` many.
    public var urls: [FoundURL] = []
    /// The attachments in order.
    public var attachments: [Attachment] = []
    /// What was broken or could not be read, each kind once, ascending.
    public var defects: [Defect] = []
    /// The rules for headers that the message's own header breaks, each once for a field, ascending.
    public var badHeaders: [BadHeader] = []
    /// Whether the text holds the GTUBE test string.
    public var containsGTUBE: Bool = false
    /// The part tree, parts before those in them; empty unless the request asked for details.
    public var parts: [PartOutline] = []

    /// Makes an empty reading.
    public init() {}
}
