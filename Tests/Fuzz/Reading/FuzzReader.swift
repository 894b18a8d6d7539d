import Content
import Evidence

/// The readers that the targets of content use: made once, for opening charsets takes longer than reading.
enum FuzzReader {
    /// With the default limits, with small ones, and with hardly any.
    private static let limits: [ReadingLimits] = [ReadingLimits(), limits(100), limits(3)]
    // A target is called by one thread.
    nonisolated(unsafe) private static var readers = limits.map { ContentReader(limits: $0, charsets: Charsets()) }

    private static func limits(_ size: Int) -> ReadingLimits {
        var limits = ReadingLimits()
        limits.depth = size / 10
        limits.parts = size / 4
        limits.headerBytes = size * 4
        limits.headerFields = size / 4
        limits.parameters = size / 20
        limits.readings = size / 10
        limits.decodedPartBytes = size * 3
        limits.decodedBytes = size * 6
        limits.expansion = 1
        limits.textBytes = size * 2
        limits.embeddedFiles = size / 30
        limits.embeddedDepth = size / 50
        limits.embeddedExpansion = 1
        limits.htmlBytes = size * 3
        limits.htmlDepth = size / 20
        limits.htmlAttributes = size / 20
        limits.urls = size / 20
        limits.urlBytes = size / 3
        limits.attachments = size / 30
        limits.attachmentNames = 1
        limits.attachmentNameBytes = size / 5
        limits.shownBytes = size / 10
        limits.tokens = size
        return limits
    }

    /// Reads a message under the limits that `choice` draws, and ends the program if that breaks a law.
    static func read(_ message: [UInt8], choice: UInt8) {
        let index = Int(choice) % limits.count
        let breaches = ReadingLaws.breaches(of: message, reader: &readers[index], limits: limits[index])
        WireOracle.require(breaches.isEmpty, "limits \(index): \(breaches)")
    }

    /// Reads a part of a message, which any bytes can be when they are in base64.
    static func read(_ bytes: [UInt8], as contentType: String, choice: UInt8) {
        let header = Array("Content-Type: \(contentType)\nContent-Transfer-Encoding: base64\n\n".utf8)
        read(header + encodedBase64(bytes), choice: choice)
    }
}
