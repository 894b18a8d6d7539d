import Glibc

/// Searches over bytes that libc does faster than a loop.
enum ByteScan {
    /// Whether all bytes are below 0x80.
    static func isASCII(_ bytes: Span<UInt8>) -> Bool {
        bytes.withUnsafeBytes { raw in
            var index = 0
            while raw.count - index >= 8 {
                if raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 {
                    return false
                }
                index += 8
            }
            while index < raw.count {
                if raw[index] >= 0x80 { return false }
                index += 1
            }
            return true
        }
    }

    /// Where `needle` first occurs, found by its byte at `anchor`, which should be one that is rare in text.
    ///
    /// - Complexity: O(n × m) for a needle of m bytes; O(n) where the anchor is rare.
    static func firstIndex(of needle: [UInt8], anchor: Int, in bytes: Span<UInt8>) -> Int? {
        var from = anchor
        while let found = firstIndex(of: needle[anchor], in: bytes, from: from) {
            let start = found - anchor
            if start + needle.count > bytes.count { return nil }
            if needle.indices.allSatisfy({ bytes[start + $0] == needle[$0] }) { return start }
            from = found + 1
        }
        return nil
    }

    /// Where `byte` first occurs at or after `start`.
    static func firstIndex(of byte: UInt8, in bytes: Span<UInt8>, from start: Int = 0) -> Int? {
        bytes.withUnsafeBytes { raw in
            guard let base = raw.baseAddress, start < raw.count else { return nil }
            guard let found = memchr(base + start, Int32(byte), raw.count - start) else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    /// How often `byte` occurs.
    static func count(of byte: UInt8, in bytes: Span<UInt8>) -> Int {
        bytes.withUnsafeBufferPointer { buffer in
            var count = 0
            for other in buffer where other == byte { count &+= 1 }
            return count
        }
    }
}
