import Glibc

/// One open converter of iconv's, from a charset to UTF-8.
final class IconvConverter {
    private let descriptor: iconv_t
    /// Bytes to skip where the input is invalid, so that wide charsets stay aligned.
    private let unit: Int
    private var buffer = [CChar](repeating: 0, count: 8_192)

    /// Opens the converter; nil if this system has none of that name.
    init?(name: String, unit: Int) {
        guard let descriptor = iconv_open("UTF-8", name), Int(bitPattern: descriptor) != -1 else { return nil }
        self.descriptor = descriptor
        self.unit = unit
    }

    deinit {
        iconv_close(descriptor)
    }

    /// Appends the converted bytes until `text` has about `limit` bytes; each invalid piece becomes U+FFFD.
    ///
    /// - Returns: whether all was valid.
    /// - Complexity: O(n): each turn takes input, or gives output, or skips a unit.
    func append(_ bytes: Span<UInt8>, to text: inout [UInt8], limit: Int) -> Bool {
        iconv(descriptor, nil, nil, nil, nil)
        var valid = true
        bytes.withUnsafeBytes { source in
            guard let base = source.baseAddress else { return }
            // iconv does not write through its input pointer.
            var input: UnsafeMutablePointer<CChar>? = UnsafeMutableRawPointer(mutating: base)
                .assumingMemoryBound(to: CChar.self)
            var left = source.count
            while left > 0, text.count < limit {
                let before = (left, text.count)
                let error = step(&input, &left, into: &text, room: limit - text.count)
                if error == 0 { break }
                if error == E2BIG, before != (left, text.count) { continue }
                valid = false
                UTF8Text.appendReplacement(to: &text)
                guard error != EINVAL, left > unit else { break }
                input = input.map { $0 + unit }
                left -= unit
            }
            // Some charsets hold back a letter that an accent may follow.
            var none: UnsafeMutablePointer<CChar>?
            left = 0
            if text.count < limit { _ = step(&none, &left, into: &text, room: limit - text.count) }
        }
        return valid
    }

    /// One call of iconv; returns its error number, 0 for none.
    private func step(
        _ input: inout UnsafeMutablePointer<CChar>?, _ left: inout Int, into text: inout [UInt8], room: Int
    ) -> Int32 {
        buffer.withUnsafeMutableBufferPointer { chunk in
            let size = min(chunk.count, max(room, 16))
            var output = chunk.baseAddress
            var space = size
            let failed =
                input == nil
                ? iconv(descriptor, nil, nil, &output, &space) == -1
                : iconv(descriptor, &input, &left, &output, &space) == -1
            let error = errno
            text.append(contentsOf: UnsafeRawBufferPointer(start: chunk.baseAddress, count: size - space))
            return failed ? error : 0
        }
    }
}
