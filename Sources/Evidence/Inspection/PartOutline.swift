public import MIME

/// One part of a message as it was read, for whoever asks what Tamis saw in it.
public struct PartOutline: Hashable, Sendable {
    /// The part it is in, by its place in ``Reading/parts``; nil for the message itself, which comes first.
    public var parent: Int?
    /// The media type it declares, lower case, at most 255 bytes.
    public var mediaType: String
    /// The charset it declares, at most 255 bytes; empty if it declares none.
    public var charset: String
    /// How its body was made fit for the mail path.
    public var encoding: TransferEncoding
    /// The disposition it declares, at most 255 bytes; empty if it declares none.
    public var disposition: String
    /// How it stood in the part that it is in, if it is no part of the message but a file encoded in one.
    public var embeddedForm: EmbeddedForm?
    /// Bytes of its body: decoded where it is a leaf, as they stand where parts are in it.
    public var byteCount: Int
    /// Its place in ``Reading/attachments``, if it is listed there.
    public var attachment: Int?
    /// What was broken in it, without what was broken in the parts in it.
    public var defects: DefectSet
    /// The text that was split into words: of HTML what a person sees; empty where it is no text.
    public var text: String
    /// The text of HTML that is there and that no person sees.
    public var hiddenText: String
    /// What is remarkable about its text or page.
    public var marks: TextMarks

    /// Makes an outline.
    public init(
        parent: Int?, mediaType: String, charset: String = "", encoding: TransferEncoding = .sevenBit,
        disposition: String = "", byteCount: Int, attachment: Int? = nil, defects: DefectSet = [], text: String = "",
        hiddenText: String = "", marks: TextMarks = [], embeddedForm: EmbeddedForm? = nil
    ) {
        self.parent = parent
        self.mediaType = mediaType
        self.charset = charset
        self.encoding = encoding
        self.disposition = disposition
        self.byteCount = byteCount
        self.attachment = attachment
        self.defects = defects
        self.text = text
        self.hiddenText = hiddenText
        self.marks = marks
        self.embeddedForm = embeddedForm
    }
}
