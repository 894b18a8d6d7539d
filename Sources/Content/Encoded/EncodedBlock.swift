/// What one encoded file takes up of a text.
struct EncodedBlock {
    /// The files it holds: one, or two of BinHex.
    var files: [EmbeddedFile] = []
    /// The lines that are encoded, ascending: no words. Without the lines between them that are none of the form.
    var cuts: [Range<Int>] = []
    /// Where reading goes on.
    var next: Int
}
