extension [UInt8] {
    /// Copies bytes, at most `limit`.
    init(copying bytes: Span<UInt8>, limit: Int = .max) {
        self = bytes.extracting(first: Swift.min(bytes.count, limit)).withUnsafeBufferPointer { [UInt8]($0) }
    }

    /// Appends a copy of bytes.
    mutating func append(copying bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
    }
}
