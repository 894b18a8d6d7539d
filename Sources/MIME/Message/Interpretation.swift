/// How one mail reader takes what others take differently: the choices that decide where parts begin and end.
///
/// The default is how most mail programs read, and the part tree that Tamis reports. The others are read for the virus
/// scanner and the classifier only, where a defect says that there is something to be read in another way (law 8).
public struct Interpretation: Hashable, Sendable {
    /// Which of several boundaries divides a multipart.
    enum Boundary: Hashable, Sendable {
        /// The first plain one.
        case first
        /// The last of any form.
        case last
        /// The first in a form of RFC 2231.
        case extended
        /// The first, with quotes taken for nothing: `"a;"` is `a`. Forms of RFC 2231 are other names.
        case unquoted
        /// None that is declared: what the first line that begins with `--` has behind it.
        case found
    }

    /// What ends a header section.
    enum HeaderEnd: Hashable, Sendable {
        /// An empty line only.
        case emptyLine
        /// A line of blanks too.
        case blankLine
        /// A line that is neither a field nor a fold too; it belongs to the body.
        case malformedLine
    }

    /// Whether of repeated fields the last counts, not the first.
    var takesLastField = false
    /// Which boundary counts.
    var boundary = Boundary.first
    /// What ends a header section.
    var headerEnd = HeaderEnd.emptyLine
    /// Whether comments, blanks and control characters in names of content fields count for nothing, and encodings are told
    /// by their letters.
    var takesLooseNames = false
    /// Whether a line that begins with a delimiter is one.
    var takesPrefixes = false
    /// Whether parts go on after an end delimiter.
    var ignoresEnds = false
    /// Whether the encoding of a multipart is undone before it is divided.
    var decodesMultiparts = false
    /// Whether `x-uuencode` is an encoding that nobody knows.
    var ignoresUuencode = false

    /// How most mail programs read.
    public init() {}

    /// The interpretations that differ from this one in one choice, of those choices that a message with these defects
    /// leaves open.
    func variations(for defects: DefectSet) -> [Interpretation] {
        var result: [Interpretation] = []
        func vary(_ causes: DefectSet, _ change: (inout Interpretation) -> Void) {
            guard !defects.isDisjoint(with: causes) else { return }
            var other = self
            change(&other)
            if other != self { result.append(other) }
        }
        vary([.duplicateContentType, .duplicateTransferEncoding, .duplicateDisposition]) { $0.takesLastField = true }
        vary([.duplicateBoundary]) { $0.boundary = .last }
        vary([.duplicateBoundary]) { $0.boundary = .extended }
        vary([
            .disguisedContentField, .malformedFieldName, .foldedFirstLine, .unknownTransferEncoding,
            .malformedTransferEncoding,
        ]) {
            $0.takesLooseNames = true
        }
        vary([.blankFold]) { $0.headerEnd = .blankLine }
        vary([.malformedHeaderLine, .foldedFirstLine]) { $0.headerEnd = .malformedLine }
        vary([.encodedMultipart]) { $0.decodesMultiparts = true }
        vary([.uncommonTransferEncoding]) { $0.ignoresUuencode = true }
        vary([.boundaryAfterEnd]) { $0.ignoresEnds = true }
        vary([.ambiguousBoundary, .repeatedBoundary]) { $0.takesPrefixes = true }
        vary([.malformedBoundary, .malformedParameter, .unterminatedQuote, .malformedContentType, .brokenContinuation])
        {
            $0.boundary = .unquoted
        }
        vary([.missingBoundary, .multipartWithoutParts, .malformedBoundary, .brokenContinuation]) {
            $0.boundary = .found
        }
        return result
    }
}
