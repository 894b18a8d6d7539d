public import Clamd
public import Evidence

/// clamd as the scanner of one message, over a socket that is connected to it.
///
/// What libclamav passes over in silence, and ``Engine`` learns from its callbacks, clamd passes over too, and does not
/// say. In the files that Tamis itself hands over it is looked for here; in what is compressed in those it is not.
public final class ClamdScanner: MessageScanner {
    private let connection: ClamdConnection
    private let canUnpackRAR: Bool

    /// The file limit that clamd is taken to have, `MaxFileSize`, in bytes: its default. It does not say what it has.
    static let fileBytes = 100 * 1_048_576

    /// Takes over a connection.
    ///
    /// - Parameter canUnpackRAR: whether this clamd was seen to unpack RAR.
    public init(_ connection: ClamdConnection, canUnpackRAR: Bool) {
        self.connection = connection
        self.canUnpackRAR = canUnpackRAR
    }

    /// Whether more can be scanned; else each further scan gives the same.
    public var isOpen: Bool { connection.isOpen }

    /// Scans a whole message: with clamd's mail parser, whether it has to or not.
    ///
    /// QUIRK: as libclamav, see ``Engine/scanMessage(_:parsesMail:)``, it takes for mail only what begins with one of a
    /// few fields.
    public func scanMessage(
        _ content: borrowing Span<UInt8>, parsesMail: Bool, unpacked: Set<BytesKey> = []
    ) -> Finding<ScanResult> {
        let field = Engine.firstField
        let isThere = content.withUnsafeBufferPointer { $0.starts(with: field.prefix(10)) }
        return Self.cutShort(connection.scan(content, after: isThere ? [] : field))
    }

    /// Scans one decoded leaf.
    public func scan(_ leaf: borrowing Span<UInt8>, unpacked: Set<BytesKey> = []) -> Finding<ScanResult> {
        let finding = Self.cutShort(connection.scan(leaf))
        if !unpacked.isEmpty, unpacked.contains(leaf.withUnsafeBytes { BytesKey($0) }) { return finding }
        guard finding == .found(.clean), let reason = obstacle(in: leaf) else { return finding }
        return .found(.incomplete(reason: reason))
    }

    /// QUIRK: clamd ends at the first signature that matches, and has not looked at what stands behind.
    private static func cutShort(_ finding: Finding<ScanResult>) -> Finding<ScanResult> {
        guard case .found(.infected(let names, _)) = finding else { return finding }
        return .found(.infected(names, besides: .found(.incomplete(reason: "clamd ends at the first signature"))))
    }

    /// What clamd is known to step over.
    private func obstacle(in leaf: borrowing Span<UInt8>) -> String? {
        leaf.withUnsafeBufferPointer { leaf in
            if leaf.starts(with: [0x52, 0x61, 0x72, 0x21, 0x1A, 0x07]) {
                return canUnpackRAR ? nil : "cannot unpack RAR"
            }
            if ISOImage.isCut(leaf) { return "cannot unpack ISO 9660" }
            if leaf.starts(with: [0x42, 0x5A, 0x68]), !BZip2Stream.isWhole(leaf) { return "cannot unpack bzip2" }
            guard leaf.starts(with: [0x50, 0x4B]) else { return nil }
            if let method = ZipMethods.firstUnreadable(in: leaf.span) { return "cannot unpack Zip method \(method)" }
            if leaf.starts(with: [0x50, 0x4B, 3, 4]), ZipDirectory.hidesFiles(leaf, isZip: true) {
                return "cannot unpack Zip"
            }
            return ZipSizes.largest(in: leaf.span) > Self.fileBytes ? "over the scanner's limit MaxFileSize" : nil
        }
    }
}
