/// The string that every spam filter calls spam, for tests of an installation.
///
/// Source: SpamAssassin, sample-spam.txt.
enum GTUBE {
    /// Whether text holds the string.
    ///
    /// - Complexity: O(n).
    static func isIn(_ text: Span<UInt8>) -> Bool {
        ByteScan.firstIndex(of: string, anchor: 3, in: text) != nil
    }

    private static let string = Array("XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X".utf8)
}
