import Policy

extension PolicySettings {
    /// Levels, tags and names as the configuration has them.
    init(_ configuration: Configuration) {
        let policy = configuration.policy
        let recipients = configuration.recipients.flatMap { recipient in
            let settings = RecipientSettings(
                tag2Level: recipient.tag2 ?? policy.tag2,
                subjectTag: Self.tag(recipient.subjectTag ?? policy.subjectTag))
            return recipient.matches.map { (match: $0, settings: settings) }
        }
        self.init(
            tagLevel: policy.tag, tag2Level: policy.tag2, subjectTag: Self.tag(policy.subjectTag),
            killLevel: configuration.beforeQueue.kill, recipients: RecipientTable(recipients),
            onVirus: configuration.antivirus.onVirus, virusPoints: configuration.antivirus.virusNameToPoints,
            attachments: AttachmentPolicy(configuration.attachments),
            onAntivirusFailure: configuration.antivirus.onFailure == .pass ? .pass : .tempfail,
            product: configuration.header.product, domain: configuration.header.domain,
            hostname: configuration.hostname)
    }

    private static func tag(_ text: String) -> String? { text.isEmpty ? nil : text }
}

extension AttachmentPolicy {
    fileprivate init(_ section: Configuration.AttachmentsSection) {
        self.init(
            allow: section.allow, block: section.block, onBanned: section.onBanned, logsOnly: section.logOnly,
            onEncrypted: section.onEncrypted,
            encryptedSubjectTag: section.encryptedSubjectTag.isEmpty ? nil : section.encryptedSubjectTag)
    }
}
