/// How much of a message the worker reads (law 7): what is beyond a limit is a defect, never silently dropped.
///
/// Sizes are bytes. The defaults are far above ordinary mail and low enough that the worst message of each kind
/// costs the worker well under two seconds.
public struct ReadingLimits: Hashable, Sendable {
    // The part tree.

    /// Nested parts; Postfix' `mime_nesting_limit` is 100.
    public var depth = 100
    /// Parts in all; mail with more than some hundred does not occur.
    public var parts = 10_000
    /// Bytes of one header section; Postfix' `header_size_limit` is 102,400 for one field.
    public var headerBytes = 1_048_576
    /// Fields of one header section.
    public var headerFields = 10_000

    /// Parameters of one MIME field; real mail stays below 20, long file names in continuations below 100.
    public var parameters = 1_000
    /// Other ways in which a message is read where its defects leave them open (decision 0008); each costs as much as the
    /// first.
    public var readings = 32

    // Contents.

    /// Decoded bytes of one leaf part.
    public var decodedPartBytes = 128 * 1_048_576
    /// Decoded bytes of all leaves together; transfer encodings shrink, so only nested messages reach it.
    public var decodedBytes = 256 * 1_048_576
    /// Decoded bytes of nested messages, as a multiple of the message's own; nested quoted-printable would multiply it by
    /// the depth otherwise. Messages below 64 kB count as that much.
    public var expansion = 8
    /// Text that is split into words, as UTF-8, over all parts. Scanning for GTUBE and URLs ends here too.
    public var textBytes = 4 * 1_048_576

    // Files encoded in text and in TNEF.

    /// Such files of a message, which count as parts too; a long log of a source archive has some hundred.
    public var embeddedFiles = 1_000
    /// Such files within each other; forwarded in Outlook again and again, a message has one more each time.
    public var embeddedDepth = 20
    /// Bytes of all such files as a multiple of the message's, which counts as a megabyte at least: runs of BinHex and
    /// compressed RTF grow up to a hundredfold, and each level of nesting repeats what is in it.
    public var embeddedExpansion = 8

    // HTML.

    /// HTML of one part that is parsed, and a quarter of what is parsed of a message; behind it tags are only stripped.
    /// The largest newsletters have 300 kB; the slowest HTML that is known costs libxml2 0.7 s a megabyte.
    public var htmlBytes = 512 * 1_024
    /// Open elements. libxml2 searches this stack at each end tag, so its square is a cost.
    public var htmlDepth = 1_000
    /// Attributes of one tag. libxml2 compares each with all before it: 100,000 of them take it ten seconds.
    public var htmlAttributes = 256

    // What is handed to the daemon.

    /// URLs that are kept.
    public var urls = 1_000
    /// Bytes of one URL; the rest is cut off.
    public var urlBytes = 2_048
    /// Attachments that are described.
    public var attachments = 1_000
    /// Candidate names of one attachment.
    public var attachmentNames = 16
    /// Bytes of one attachment name; the rest is cut off.
    public var attachmentNameBytes = 1_024
    /// Bytes of the values shown in logs: Message-ID, author, subject.
    public var shownBytes = 255
    /// Distinct tokens; ordinary mail has about 320, the longest some thousand. Header tokens come first, so that
    /// a flood of words does not displace them.
    public var tokens = 20_000

    /// Makes the default limits.
    public init() {}
}
