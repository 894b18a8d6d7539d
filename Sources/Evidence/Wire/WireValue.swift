/// A value that goes between the daemon and its worker.
///
/// The form is binary, little-endian, without padding: integers of fixed width; a string is its length in 4 bytes and
/// UTF-8; a list is its count in 4 bytes and the elements; a choice is one byte and what the case holds. Decoding is
/// total: any bytes give a value or a ``WireError``, in time and memory proportional to their number.
public protocol WireValue: Sendable {
    /// Reads the value at the reader's position.
    init(from reader: inout WireReader) throws(WireError)

    /// Appends the value.
    func write(to writer: inout WireWriter)
}

extension WireValue {
    /// Decodes a packet that holds this value and nothing else.
    ///
    /// - Throws: ``WireError``.
    /// - Complexity: O(n).
    public init(decoding bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        self = try Self(from: &reader)
        try reader.finish()
    }

    /// The bytes of this value.
    public var encoded: [UInt8] {
        var writer = WireWriter()
        write(to: &writer)
        return writer.bytes
    }
}
