extension ReadingLimits: WireValue {
    /// Every limit, in the order of the wire form; new ones go at the end.
    static var wireFields: [WritableKeyPath<ReadingLimits, Int>] {
        [
            \.depth, \.parts, \.headerBytes, \.headerFields, \.decodedPartBytes, \.decodedBytes, \.textBytes,
            \.htmlBytes, \.htmlDepth, \.htmlAttributes, \.urls, \.urlBytes, \.attachments, \.attachmentNames,
            \.attachmentNameBytes, \.shownBytes, \.tokens, \.parameters, \.readings, \.expansion, \.embeddedFiles,
            \.embeddedDepth, \.embeddedExpansion,
        ]
    }

    /// Reads the limits.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init()
        for field in Self.wireFields { self[keyPath: field] = try reader.readCount() }
    }

    /// Appends the limits.
    public func write(to writer: inout WireWriter) {
        for field in Self.wireFields { writer.write(self[keyPath: field]) }
    }
}
