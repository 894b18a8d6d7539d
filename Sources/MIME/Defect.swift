/// What is broken in a message, or could not be read within the limits (law 7).
///
/// Raw values are the wire form between worker and daemon and stand in the log: they are never reused.
public enum Defect: UInt16, CaseIterable, Hashable, Sendable, Comparable {
    /// Order by raw value.
    public static func < (left: Defect, right: Defect) -> Bool { left.rawValue < right.rawValue }

    /// A header section holds a line that is neither a field nor a fold.
    case malformedHeaderLine = 1
    /// Parts are nested deeper than the limit; what is below was not read.
    case tooDeep = 2
    /// More parts than the limit; the rest was not read.
    case tooManyParts = 3

    // 100 and up: what `Content` finds in decoded bodies.

    /// A charset is unknown; the text was guessed to be UTF-8, else windows-1252.
    case unknownCharset = 100
    /// Text holds bytes that its charset does not have; they were replaced.
    case malformedText = 101
    /// HTML is longer than the limit; behind it tags were only stripped.
    case oversizedHTML = 102
    /// HTML elements are nested deeper than the limit; behind it tags were only stripped.
    case htmlTooDeep = 103
    /// An HTML tag has more attributes than the limit; from there on tags were only stripped.
    case tooManyHTMLAttributes = 104
    /// More text than the limit; the rest was not split into words.
    case tooMuchText = 105
    /// More URLs than the limit.
    case tooManyURLs = 106
    /// More distinct tokens than the limit.
    case tooManyTokens = 107
    /// More attachments than the limit; the rest is not listed.
    case tooManyAttachments = 108
}
