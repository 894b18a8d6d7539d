extension ArchiveListing: WireValue {
    /// Reasons that are kept.
    public static let maximumObstacles = 16

    /// Reads a listing that keeps to the default limits.
    public init(from reader: inout WireReader) throws(WireError) {
        let limits = UnpackLimits()
        self.init()
        var place = 0
        members = try reader.readList(minimum: 33, limit: limits.files) { reader throws(WireError) in
            defer { place += 1 }
            return try ArchiveMember(from: &reader, place: place)
        }
        obstacles = try reader.readList(minimum: 4, limit: Self.maximumObstacles) { reader throws(WireError) in
            try reader.readPhrase()
        }
    }

    /// Appends a listing.
    public func write(to writer: inout WireWriter) {
        writer.write(members) { $1.write(to: &$0) }
        writer.write(Array(obstacles.prefix(Self.maximumObstacles))) { $0.write(phrase: $1) }
    }
}

extension ArchiveMember {
    /// - Parameter place: its place in the listing: what it is in stands before it.
    fileprivate init(from reader: inout WireReader, place: Int) throws(WireError) {
        let start = reader.position
        let attachment = try reader.read(Int.self)
        let parent = try reader.read(Int.self)
        guard (-1..<place).contains(parent), attachment >= -1 else { throw .invalid("an archive's place", at: start) }
        let name = try reader.readString()
        let detectedType = try reader.readString()
        let byteCount = try reader.readCount()
        self.init(
            attachment: attachment < 0 ? nil : attachment, parent: parent < 0 ? nil : parent, name: name,
            detectedType: detectedType, byteCount: byteCount, isEncrypted: try reader.readBool())
    }

    fileprivate func write(to writer: inout WireWriter) {
        writer.write(attachment ?? -1)
        writer.write(parent ?? -1)
        writer.write(name)
        writer.write(detectedType)
        writer.write(byteCount)
        writer.write(isEncrypted)
    }
}
