import CClamAV

/// SHA-256 by libclamav, which every worker has: no other library for cryptography is linked.
public enum SHA256 {
    private static let isReady = cl_initialize_crypto() == 0

    /// Makes the first digest, for which libcrypto opens files: must be called before the cage closes.
    public static func prepare() {
        _ = digest(of: [0].span)
    }

    /// The digest, 32 bytes; empty if libcrypto has none.
    ///
    /// - Complexity: O(n).
    public static func digest(of bytes: Span<UInt8>) -> [UInt8] {
        guard isReady else { return [] }
        return bytes.withUnsafeBytes { input in
            [UInt8](unsafeUninitializedCapacity: 32) { output, count in
                var length: UInt32 = 0
                // libclamav reads no byte behind the pointer where there are none.
                let start = input.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
                let made = cl_sha256(start, input.count, output.baseAddress, &length)
                count = made != nil && length == 32 ? 32 : 0
            }
        }
    }
}
