public import Evidence

/// Looks for viruses in one message: as a whole, and in each leaf as ours decoded it.
public protocol MessageScanner {
    /// Scans a whole message.
    ///
    /// - Parameters:
    ///   - parsesMail: whether the scanner's own mail parser has to have a look (law 8); it may in any case.
    ///   - unpacked: archives for which ``Engine/canUnpack(_:)`` said no, and whose files are scanned one by one.
    func scanMessage(
        _ content: borrowing Span<UInt8>, parsesMail: Bool, unpacked: Set<BytesKey>
    ) -> Finding<ScanResult>

    /// Scans one decoded leaf. Never clean unless the scanner looked at all of it without a complaint.
    func scan(_ leaf: borrowing Span<UInt8>, unpacked: Set<BytesKey>) -> Finding<ScanResult>
}
