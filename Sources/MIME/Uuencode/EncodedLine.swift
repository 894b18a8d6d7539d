/// What a line is to the reader of a file that stands encoded in text.
enum EncodedLine: Equatable {
    /// Data; regular if all readers take it alike, and sure if no prose looks so.
    case data(isRegular: Bool, isSure: Bool)
    /// No data: the line before the end, or a blank one.
    case empty
    /// The line behind the last.
    case end
    /// None of the file's.
    case other
}
