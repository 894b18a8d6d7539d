public import Evidence

/// Looks for viruses in one message: as a whole, and in each leaf as ours decoded it.
public protocol MessageScanner {
    /// Scans a whole message.
    ///
    /// - Parameter parsesMail: whether the scanner's own mail parser has to have a look (law 8); it may in any case.
    func scanMessage(_ content: borrowing Span<UInt8>, parsesMail: Bool) -> Finding<ScanResult>

    /// Scans one decoded leaf. Never clean unless the scanner looked at all of it without a complaint.
    func scan(_ leaf: borrowing Span<UInt8>) -> Finding<ScanResult>
}
