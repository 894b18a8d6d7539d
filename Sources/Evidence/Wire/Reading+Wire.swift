import MIME

extension Reading: WireValue {
    /// Reads a reading that keeps to the default limits.
    public init(from reader: inout WireReader) throws(WireError) {
        try self.init(from: &reader, limits: ReadingLimits())
    }

    /// Decodes a reading from a child that may have been taken over: what breaks the rules of ``Reading`` or a limit
    /// is refused.
    ///
    /// - Throws: ``WireError``.
    /// - Complexity: O(n).
    public init(decoding bytes: [UInt8], limits: ReadingLimits) throws(WireError) {
        var reader = WireReader(bytes)
        self = try Reading(from: &reader, limits: limits)
        try reader.finish()
    }

    private init(from reader: inout WireReader, limits: ReadingLimits) throws(WireError) {
        self.init()
        var start = reader.position
        tokens = try reader.readList(minimum: 8, limit: limits.tokens) { reader throws(WireError) in
            Token(key: try reader.read())
        }
        guard zip(tokens, tokens.dropFirst()).allSatisfy({ $0 < $1 }) else { throw .invalid("tokens", at: start) }
        start = reader.position
        tokenTexts = try reader.readList(minimum: 4, limit: limits.tokens) { reader throws(WireError) in
            try reader.readString()
        }
        guard tokenTexts.isEmpty || tokenTexts.count == tokens.count else {
            throw .invalid("token texts", at: start)
        }
        messageID = try reader.readString()
        from = try reader.readString()
        subject = try reader.readString()
        urls = try reader.readList(minimum: FoundURL.minimumByteCount, limit: limits.urls) {
            reader throws(WireError) in
            try FoundURL(from: &reader)
        }
        attachments = try reader.readList(minimum: 24, limit: limits.attachments) { reader throws(WireError) in
            try Attachment(from: &reader, limits: limits)
        }
        defects = try reader.readDefects()
        start = reader.position
        badHeaders = try reader.readList(minimum: 5, limit: BadHeader.maximum) { reader throws(WireError) in
            try BadHeader(from: &reader)
        }
        guard zip(badHeaders, badHeaders.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .invalid("header findings", at: start)
        }
        containsGTUBE = try reader.readBool()
        let listed = attachments.count
        var index = 0
        parts = try reader.readList(minimum: PartOutline.minimumByteCount, limit: max(limits.parts, 1)) {
            reader throws(WireError) in
            defer { index += 1 }
            return try PartOutline(from: &reader, index: index, attachments: listed)
        }
    }

    /// Appends the reading.
    public func write(to writer: inout WireWriter) {
        writer.write(tokens) { $0.write($1.key) }
        writer.write(tokenTexts) { $0.write($1) }
        writer.write(messageID)
        writer.write(from)
        writer.write(subject)
        writer.write(urls) { $1.write(to: &$0) }
        writer.write(attachments) { $1.write(to: &$0) }
        writer.write(defects: defects)
        writer.write(badHeaders) { $1.write(to: &$0) }
        writer.write(containsGTUBE)
        writer.write(parts) { $1.write(to: &$0) }
    }
}

extension Attachment {
    init(from reader: inout WireReader, limits: ReadingLimits) throws(WireError) {
        let names = try reader.readList(minimum: 4, limit: limits.attachmentNames) { reader throws(WireError) in
            try reader.readString()
        }
        let declaredType = try reader.readString()
        let detectedType = try reader.readString()
        let byteCount = try reader.readCount()
        let start = reader.position
        let sha256: [UInt8] = try reader.readList(minimum: 1, limit: 32) { reader throws(WireError) in
            try reader.read()
        }
        guard sha256.isEmpty || sha256.count == 32 else { throw .invalid("a digest", at: start) }
        self.init(
            names: names, declaredType: declaredType, detectedType: detectedType, byteCount: byteCount, sha256: sha256)
    }

    func write(to writer: inout WireWriter) {
        writer.write(names) { $0.write($1) }
        writer.write(declaredType)
        writer.write(detectedType)
        writer.write(byteCount)
        writer.write(sha256) { $0.write($1) }
    }
}
