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
    /// A header section is larger than the limit; the fields after it were not read.
    case headerTooLarge = 4
    /// More header fields than the limit; the rest was not read.
    case tooManyFields = 5
    /// More parameters in one field than the limit; the rest was not read.
    case tooManyParameters = 6
    /// A decoded body is larger than the limit; the rest was not decoded.
    case decodedTooLarge = 7
    /// The decoded forms of all parts together exceed the limit on expansion; the rest was not decoded.
    case expandedTooFar = 8
    /// More ways to read the message than the limit; not all were read.
    case tooManyReadings = 9

    /// A header line without a colon.
    case missingColon = 10
    /// A field name holds bytes that names do not have, such as a comment or control characters.
    case malformedFieldName = 11
    /// White space stands between a field name and its colon.
    case spaceBeforeColon = 12
    /// A NUL in a header section.
    case nulInHeader = 13
    /// Bytes above 127 in a header section.
    case eightBitHeader = 14
    /// A carriage return in a header section that ends no line.
    case bareCRInHeader = 15
    /// A fold that holds only white space.
    case blankFold = 16
    /// The first line of a header section is a fold.
    case foldedFirstLine = 17
    /// A line of more than 998 bytes.
    case overlongLine = 18
    /// An mbox `From ` line above the header.
    case mboxLine = 19
    /// A header section with malformed lines goes on to its part's end: text may stand in it.
    case headerWithoutEnd = 20

    /// Two Content-Type fields in one header section.
    case duplicateContentType = 30
    /// Two Content-Transfer-Encoding fields in one header section.
    case duplicateTransferEncoding = 31
    /// Two Content-Disposition fields in one header section.
    case duplicateDisposition = 32
    /// Two boundary parameters that differ.
    case duplicateBoundary = 33
    /// A parameter other than boundary stands twice.
    case duplicateParameter = 34
    /// A Content-Type without type or subtype.
    case malformedContentType = 35
    /// A MIME field name followed by two colons or none, or with comments, blanks or control characters within.
    case disguisedContentField = 36
    /// A parameter that does not follow the grammar.
    case malformedParameter = 37
    /// Continuations of a parameter with gaps or repetitions.
    case brokenContinuation = 38
    /// A quoted string without its end.
    case unterminatedQuote = 39
    /// A comment without its end.
    case unterminatedComment = 40

    /// A multipart without a boundary parameter.
    case missingBoundary = 50
    /// A boundary with characters or a length that boundaries do not have.
    case malformedBoundary = 51
    /// A multipart that holds none of its delimiters, but other bytes.
    case multipartWithoutParts = 52
    /// A multipart without its end delimiter.
    case missingEndBoundary = 53
    /// A delimiter after its multipart's end delimiter.
    case boundaryAfterEnd = 54
    /// A line that begins with an open boundary but goes on.
    case ambiguousBoundary = 55
    /// A boundary that is open already, further out.
    case repeatedBoundary = 56
    /// Text after a multipart's end delimiter.
    case textAfterParts = 57

    /// A transfer encoding that nobody defined; the body is read as it is.
    case unknownTransferEncoding = 60
    /// A multipart with a transfer encoding.
    case encodedMultipart = 61
    /// Bytes in base64 that are not of its alphabet.
    case base64Junk = 62
    /// Base64 whose length is no multiple of four.
    case base64Length = 63
    /// Base64 that goes on after its padding.
    case base64AfterPadding = 64
    /// A `=` in quoted-printable that no hex digits or line end follow.
    case badQuotedPrintable = 65
    /// An encoded message whose encoding cannot be undone; it was read as it is.
    case badEncodedMessage = 66
    /// A transfer encoding with another one behind it.
    case malformedTransferEncoding = 67
    /// A transfer encoding that only some mail programs undo (`x-uuencode`); the body was read in both ways.
    case uncommonTransferEncoding = 68

    /// An encoded word that does not follow the grammar.
    case malformedEncodedWord = 70
    /// A charset that is not known; the text was guessed.
    case unknownCharset = 71

    /// A message/partial: what it says is spread over several messages.
    case partialMessage = 80
    /// A message/external-body: its content lies elsewhere.
    case externalBody = 81

    // 100 and up: what `Content` finds in decoded bodies.

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

    /// A file encoded in text (uuencode, yEnc, BinHex) with lines, letters or an opening that not all readers take alike.
    case irregularEncodedFile = 109
    /// A file encoded in text ends without its end line.
    case encodedFileWithoutEnd = 110
    /// An encoded file is not as long as it says.
    case encodedFileSizeDiffers = 111
    /// An encoded file or an attribute of TNEF does not have the checksum that it says.
    case encodedFileChecksumDiffers = 112
    /// A part of a file whose other parts are in other messages.
    case partialEncodedFile = 113
    /// A file encoded in text that cannot be made out; its bytes were taken as they are.
    case malformedEncodedFile = 114
    /// A TNEF stream whose lengths do not fit; what is behind them was not read.
    case malformedTNEF = 115
    /// Compressed RTF that cannot be undone to its end.
    case malformedCompressedRTF = 116
    /// URLs within each other, deeper than they are taken apart.
    case nestedURLsTooDeep = 117
    /// The message's header breaks more rules than are listed.
    case tooManyBadHeaders = 118
    /// A part has more names than the limit, or a longer one; of that the beginning and the end are kept.
    case tooManyAttachmentNames = 119

    /// Whether some of the message was left out of words, URLs or lists, which the classifier and reports go by: the virus
    /// scanner had it nevertheless, so that the message is not unchecked.
    public var cutsReading: Bool {
        switch self {
        case .oversizedHTML, .htmlTooDeep, .tooManyHTMLAttributes, .tooMuchText, .tooManyURLs, .tooManyTokens,
            .tooManyAttachments, .tooManyAttachmentNames, .nestedURLsTooDeep, .tooManyBadHeaders:
            true
        default:
            false
        }
    }

    /// Whether it hides content because mail programs read the message in different ways, not because it was not read: the
    /// message is *unchecked (ambiguous)*. All those ways are scanned, as far as they are known (decision 0008).
    public var isAmbiguous: Bool {
        switch self {
        case .headerWithoutEnd, .duplicateContentType, .duplicateTransferEncoding, .duplicateBoundary,
            .disguisedContentField, .missingBoundary, .multipartWithoutParts, .boundaryAfterEnd, .repeatedBoundary,
            .unknownTransferEncoding, .encodedMultipart, .badEncodedMessage, .malformedTransferEncoding:
            true
        default:
            false
        }
    }

    /// Whether content may have escaped the reading, so that the message is *unchecked*, never *clean* (laws 7, 8).
    ///
    /// True for every breach of a limit but those of ``cutsReading``, and where mail programs divide a message into parts
    /// in different ways.
    public var hidesContent: Bool {
        switch self {
        case .tooDeep, .tooManyParts, .headerTooLarge, .tooManyFields, .tooManyParameters, .decodedTooLarge,
            .expandedTooFar, .tooManyReadings, .partialMessage, .externalBody, .partialEncodedFile,
            .malformedEncodedFile, .malformedTNEF, .malformedCompressedRTF:
            true
        default:
            isAmbiguous
        }
    }
}
