import Evidence

/// A file in an archive, as commands show it.
struct ArchivedFile: Codable, Sendable, Equatable {
    /// With the archives that it is in: `report.zip/invoice.pdf.exe`.
    let path: String
    /// What its first bytes say; nil where they say nothing.
    let detectedType: String?
    let bytes: Int
    /// Whether it takes a password.
    let encrypted: Bool

    /// Those of a message.
    static func all(in archives: ArchiveListing, of attachments: [Attachment]) -> [ArchivedFile] {
        archives.members.enumerated().map { place, member in
            ArchivedFile(
                path: archives.path(of: place, in: attachments),
                detectedType: member.detectedType.isEmpty ? nil : member.detectedType, bytes: member.byteCount,
                encrypted: member.isEncrypted)
        }
    }

    /// A line of a report.
    var line: String {
        var line = "in archive: \(PrintableText.line(path)), "
        if let detectedType { line += detectedType + ", " }
        return line + "\(bytes) bytes" + (encrypted ? ", encrypted" : "")
    }
}
