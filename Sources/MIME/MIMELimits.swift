/// How much of a message is read; each breach is a ``Defect`` that hides content.
public struct MIMELimits: Hashable, Sendable {
    /// Levels of nesting below the message itself. Postfix stops at 100 (`mime_nesting_limit`); real mail stays
    /// below 15.
    public var depth = 100
    /// Parts in all, of embedded messages too. Real mail stays below 1,000; 10,000 part values take 5 MB.
    public var parts = 10_000
    /// Bytes of one header section whose fields are read. Ten times Postfix's `header_size_limit` for one field.
    public var headerBytes = 1 << 20
    /// Fields of all header sections together; each takes 48 bytes.
    public var fields = 100_000
    /// Parameters of one field; real mail stays below 20, long file names in continuations below 100.
    public var parameters = 1_000
    /// Parameters of all parts together; each takes about 100 bytes and half a microsecond.
    public var messageParameters = 100_000
    /// Bytes of all embedded messages after decoding.
    public var decodedBytes = 256 << 20
    /// Bytes of all embedded messages after decoding, as a multiple of the message's own; nested quoted-printable
    /// would multiply it by the depth otherwise. Messages below 64 kB count as that much.
    public var expansion = 8
    /// Other ways in which a message is read where its defects leave them open; each costs as much as the first. An
    /// ordinary broken message has one or two; one that is made of every trick there is has some hundred.
    public var readings = 32

    /// Makes the default limits.
    public init() {}

    /// The decoded bytes allowed for a message of so many bytes.
    func decodedBytes(for byteCount: Int) -> Int {
        let (product, overflow) = max(byteCount, 64 << 10).multipliedReportingOverflow(by: max(expansion, 0))
        return min(decodedBytes, overflow ? decodedBytes : product)
    }
}
