import MIME

extension PartOutline {
    /// The fewest bytes an outline takes.
    static let minimumByteCount = 4 + 4 + 4 + 1 + 4 + 8 + 4 + 4 + 4 + 4 + 2 + 1

    /// Reads the outline that is the `index`th in a reading of `attachments` attachments.
    init(from reader: inout WireReader, index: Int, attachments: Int) throws(WireError) {
        var start = reader.position
        let parent = try Self.readPlace(from: &reader)
        // Parts come before those in them, and all are in the first.
        guard index == 0 ? parent == nil : parent.map({ $0 < index }) == true else {
            throw .invalid("a part's parent", at: start)
        }
        let mediaType = try reader.readString()
        let charset = try reader.readString()
        start = reader.position
        guard let encoding = try TransferEncoding(wireNumber: reader.read()) else {
            throw .invalid("a transfer encoding", at: start)
        }
        let disposition = try reader.readString()
        let byteCount = try reader.readCount()
        start = reader.position
        let attachment = try Self.readPlace(from: &reader)
        guard attachment.map({ $0 < attachments }) ?? true else { throw .invalid("a part's attachment", at: start) }
        var defects = DefectSet()
        for defect in try reader.readDefects() { defects.insert(defect) }
        let text = try reader.readString()
        let hiddenText = try reader.readString()
        start = reader.position
        let marks = TextMarks(rawValue: try reader.read())
        guard marks.isSubset(of: .all) else { throw .invalid("a part's marks", at: start) }
        start = reader.position
        let form = try reader.read(UInt8.self)
        guard form == 0 || EmbeddedForm(rawValue: form) != nil else { throw .invalid("an embedded form", at: start) }
        self.init(
            parent: parent, mediaType: mediaType, charset: charset, encoding: encoding, disposition: disposition,
            byteCount: byteCount, attachment: attachment, defects: defects, text: text, hiddenText: hiddenText,
            marks: marks, embeddedForm: EmbeddedForm(rawValue: form))
    }

    func write(to writer: inout WireWriter) {
        Self.write(place: parent, to: &writer)
        writer.write(mediaType)
        writer.write(charset)
        writer.write(encoding.wireNumber)
        writer.write(disposition)
        writer.write(byteCount)
        Self.write(place: attachment, to: &writer)
        writer.write(defects: defects.sorted)
        writer.write(text)
        writer.write(hiddenText)
        writer.write(marks.rawValue)
        writer.write(embeddedForm?.rawValue ?? 0)
    }

    /// A place in a list, 2³² − 1 for none.
    private static func readPlace(from reader: inout WireReader) throws(WireError) -> Int? {
        let place = try reader.read(UInt32.self)
        return place == .max ? nil : Int(place)
    }

    private static func write(place: Int?, to writer: inout WireWriter) {
        writer.write(place.map { UInt32(clamping: $0) } ?? .max)
    }
}

extension TransferEncoding {
    private static let inWireOrder: [TransferEncoding] = [
        .sevenBit, .eightBit, .binary, .quotedPrintable, .base64, .unknown, .uuencode,
    ]

    fileprivate init?(wireNumber: UInt8) {
        guard Self.inWireOrder.indices.contains(Int(wireNumber)) else { return nil }
        self = Self.inWireOrder[Int(wireNumber)]
    }

    fileprivate var wireNumber: UInt8 { UInt8(Self.inWireOrder.firstIndex(of: self) ?? Self.inWireOrder.count) }
}
