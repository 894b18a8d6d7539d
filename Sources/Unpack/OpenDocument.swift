/// Looks for the password of an OpenDocument file: a zip whose files are encrypted without the zip's knowing of it.
enum OpenDocument {
    /// The file in which it says what is in it.
    static let manifest = "META-INF/manifest.xml"

    /// Whether a manifest says of any file that it is encrypted.
    ///
    /// - Complexity: O(n).
    ///
    /// Source: OpenDocument 1.3, part 2, §3.4.
    static func isEncrypted(manifest: Span<UInt8>) -> Bool {
        manifest.withUnsafeBufferPointer { $0.firstRange(of: encryptionData) != nil }
    }

    private static let encryptionData = Array("encryption-data".utf8)
}
