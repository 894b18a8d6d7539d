extension AntivirusSettings: WireValue {
    /// Every number, in the order of the wire form; new ones go at the end.
    static var wireFields: [WritableKeyPath<AntivirusSettings, Int>] {
        [\.scanBytes, \.fileBytes, \.recursion, \.files, \.scanMilliseconds]
    }

    /// Reads the settings.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init()
        isEnabled = try reader.readBool()
        database = try reader.readString()
        for field in Self.wireFields { self[keyPath: field] = try reader.readCount() }
        checksPhishingURLs = try reader.readBool()
        engines = try reader.readList(minimum: 1) { reader throws(WireError) in try ScanEngine(from: &reader) }
    }

    /// Appends the settings.
    public func write(to writer: inout WireWriter) {
        writer.write(isEnabled)
        writer.write(database)
        for field in Self.wireFields { writer.write(self[keyPath: field]) }
        writer.write(checksPhishingURLs)
        writer.write(engines) { $1.write(to: &$0) }
    }
}
