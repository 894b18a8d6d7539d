public import Descriptors
public import MailObject

/// A message to be kept where its recipients cannot reach it.
public struct QuarantineItem: Sendable {
    /// Our name for the message; names the file.
    public let id: MailID
    /// What it is kept for, lower case as amavis' file names: `virus`, `spam`, `banned`.
    public let category: String
    /// Sender and the recipients it was kept from.
    public let envelope: Envelope
    /// The fields above the message, X-Quarantine-ID first.
    public let fields: [HeaderField]
    /// The message as it came.
    public let content: ContentFile

    /// Makes an item.
    public init(id: MailID, category: String, envelope: Envelope, fields: [HeaderField], content: ContentFile) {
        self.id = id
        self.category = category
        self.envelope = envelope
        self.fields = fields
        self.content = content
    }
}

/// Keeps messages durably. A virus is answered 2xx only after `keep` has returned (law 1).
public protocol Quarantine: Sendable {
    /// Writes the item: file, fsync, rename, fsync of the folder.
    ///
    /// - Returns: the file's path, for the log line.
    /// - Throws: an error that names the path and the cause; the message is then answered 4yz.
    func keep(_ item: QuarantineItem) throws -> String
}
