import Evidence
import MIME

/// A file that stood encoded within the decoded body of a part, or within another such file.
struct EmbeddedFile {
    /// A name as it was written, in the charset of the label; an empty label leaves it to be guessed.
    struct Name {
        let bytes: [UInt8]
        var charset = ""
    }

    /// How it was encoded.
    let form: EmbeddedForm
    /// The names it goes by, most telling first.
    var names: [Name] = []
    /// The type that it was given, with the charset as a parameter; nil where the form gives none.
    var contentType: ContentType?
    /// Whether it is text that a mail program shows as the message, and no attachment.
    var isBody = false
    /// What it holds, decoded.
    var bytes: [UInt8]
    /// What was broken in its encoding.
    var defects = DefectSet()
}
