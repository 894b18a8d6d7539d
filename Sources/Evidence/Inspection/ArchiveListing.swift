/// What is in the archives of a message, in archives within them too.
public struct ArchiveListing: Hashable, Sendable {
    /// The files, an archive before what is in it.
    public var members: [ArchiveMember] = []
    /// Why some of it could not be listed, each reason once, in order; empty where all was.
    public var obstacles: [String] = []

    /// Makes an empty listing.
    public init() {}

    /// The name of a member with the archives it is in, for people: `report.zip/docs/invoice.pdf.exe`. It holds what the
    /// sender wrote.
    ///
    /// - Parameter attachments: those of the reading.
    public func path(of place: Int, in attachments: [Attachment]) -> String {
        var names = [members[place].shownName]
        var outermost = members[place]
        while let parent = outermost.parent {
            outermost = members[parent]
            names.append(outermost.shownName)
        }
        // What comes from a child that was taken over may name an attachment that is none.
        if let attachment = outermost.attachment, attachment < attachments.count {
            names.append(attachments[attachment].shownName)
        }
        return names.reversed().joined(separator: "/")
    }
}
