public import Evidence

/// Which files a message may carry, and what becomes of one that carries others.
public struct AttachmentPolicy: Hashable, Sendable {
    /// What to do with mail that carries a forbidden file, or something encrypted.
    public enum Action: String, Hashable, Sendable, CaseIterable {
        /// Relay it, with X-Amavis-Alert.
        case pass
        /// Keep a durable copy, then say it is taken and discard it; before the queue refuse it.
        case quarantine
    }

    /// Rules that are asked first: what one fits is allowed.
    public var allow: [AttachmentRule]
    /// What one of these fits is forbidden; empty: nothing is.
    public var block: [AttachmentRule]
    /// What to do about a forbidden file.
    public var onBanned: Action
    /// Whether forbidden files are only logged, as if nothing were.
    public var logsOnly: Bool
    /// What to do about what is encrypted.
    public var onEncrypted: Action
    /// Put before the Subject of mail with something encrypted; nil: the Subject stays.
    public var encryptedSubjectTag: String?

    /// The rules of the first evening.
    public static let defaultBlock = AttachmentGroup.defaults.compactMap { AttachmentRule("@" + $0.rawValue) }

    /// Makes a policy; by default executables and their like are named in the header, and all passes.
    public init(
        allow: [AttachmentRule] = [], block: [AttachmentRule] = Self.defaultBlock, onBanned: Action = .pass,
        logsOnly: Bool = false, onEncrypted: Action = .pass, encryptedSubjectTag: String? = nil
    ) {
        self.allow = allow
        self.block = block
        self.onBanned = onBanned
        self.logsOnly = logsOnly
        self.onEncrypted = onEncrypted
        self.encryptedSubjectTag = encryptedSubjectTag
    }

    /// The files that a message carries and may not, each with the first rule that forbids it, at most
    /// ``maximumBanned``.
    ///
    /// - Complexity: O(files × rules).
    public func banned(in reading: Reading, archives: ArchiveListing) -> [BannedFile] {
        guard !block.isEmpty, !reading.attachments.isEmpty || !archives.members.isEmpty else { return [] }
        let files = Self.files(of: reading, archives)
        var banned: [BannedFile] = []
        for place in files.indices where banned.count < Self.maximumBanned {
            guard let rule = block.first(where: { $0.matches(place, of: files) }),
                !allow.contains(where: { $0.matchesEachName(place, of: files) })
            else { continue }
            let count = reading.attachments.count
            let path =
                place < count
                ? reading.attachments[place].shownName
                : archives.path(of: place - count, in: reading.attachments)
            let file = BannedFile(path: path, rule: rule)
            if !banned.contains(file) { banned.append(file) }
        }
        return banned
    }

    /// Forbidden files that are named; more say no more.
    public static let maximumBanned = 10

    private static func files(of reading: Reading, _ archives: ArchiveListing) -> [CarriedFile] {
        let count = reading.attachments.count
        return reading.attachments.map { CarriedFile($0) }
            + archives.members.map { member in
                // What comes from a child that was taken over may name an attachment that is none.
                let outermost = member.attachment.flatMap { $0 < count ? $0 : nil }
                return CarriedFile(member, parent: member.parent.map { $0 + count } ?? outermost)
            }
    }
}
