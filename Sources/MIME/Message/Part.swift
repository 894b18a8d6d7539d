/// One part of a message: where it stands, and what its header says of it.
///
/// All ranges count in the part's source: the message's own bytes, or the decoded bytes of an embedded message.
/// They nest: a part's header and body lie in its parent's body, where both have the same source; but a header section that
/// a delimiter of the parent's parent ends goes to that line, and the line end before it is no more the parent's.
public struct Part: Hashable, Sendable {
    /// Its place in ``Message/parts``.
    public internal(set) var index: Int
    /// The part it is in; nil for the message itself.
    public internal(set) var parent: Int?
    /// The parts in it, in order.
    public internal(set) var children: [Int] = []
    /// Levels below the message itself, which is 0.
    public internal(set) var depth: Int
    /// 0 for the bytes given, n for `message.embedded[n - 1]`.
    public internal(set) var source: Int
    /// The header section without the empty line after it.
    public internal(set) var header: Range<Int>
    /// The body after the empty line, without the line end that belongs to the delimiter after it.
    public internal(set) var body: Range<Int>
    /// In a multipart: what stands before its first part.
    public internal(set) var preamble: Range<Int>?
    /// In a multipart: what stands after its end delimiter.
    public internal(set) var epilogue: Range<Int>?
    /// The header's fields in order.
    public internal(set) var fields: [Field] = []
    /// The first Content-Type; without one text/plain, or message/rfc822 in a digest.
    public internal(set) var contentType: ContentType = .plainText
    /// The first Content-Transfer-Encoding; 7bit without one.
    public internal(set) var transferEncoding: TransferEncoding = .sevenBit
    /// The first Content-Disposition.
    public internal(set) var disposition: ContentDisposition?
    /// What is broken in this part, not counting the parts in it.
    public internal(set) var defectSet = DefectSet()

    /// What is broken in this part, ascending; without what is broken in the parts in it.
    public var defects: [Defect] { defectSet.sorted }

    /// Whether its body is parts or a message, read as such, rather than content of its own.
    public var isContainer: Bool { !children.isEmpty }

    /// The first field of a name, which is given in lower case; `source` are the bytes of the part's source.
    public func field(_ lowercased: StaticString, in source: Span<UInt8>) -> Field? {
        fields.first { $0.isNamed(lowercased, in: source) }
    }
}
