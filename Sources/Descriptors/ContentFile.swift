import Glibc

/// The content of one message: a sealed memory file, from DATA to re-entry.
///
/// It is written once through ``ContentWriter``, then sealed: from then on nobody, here or in a worker that got
/// its descriptor, can change a byte of it, so the mail that is judged is the mail that is relayed. The descriptor
/// closes with the last reference.
public final class ContentFile: Sendable {
    /// The open descriptor. Reads go through `pread`; its offset means nothing.
    public let descriptor: Int32
    /// The size in bytes.
    public let byteCount: Int

    init(descriptor: Int32, byteCount: Int) {
        self.descriptor = descriptor
        self.byteCount = byteCount
    }

    deinit {
        close(descriptor)
    }

    /// Makes a content of bytes that are already here: for commands and tests.
    ///
    /// - Throws: ``SystemError`` if no memory file can be had.
    public static func holding(_ bytes: some Collection<UInt8>) throws(SystemError) -> ContentFile {
        var writer = try ContentWriter()
        var failure: SystemError?
        let contiguous: Void? = bytes.withContiguousStorageIfAvailable {
            do throws(SystemError) { try writer.append(UnsafeRawBufferPointer($0)) } catch { failure = error }
        }
        if contiguous == nil { try writer.append(Array(bytes)) }
        if let failure { throw failure }
        return try writer.seal()
    }

    /// Reads up to `buffer.count` bytes from `offset`.
    ///
    /// - Returns: the number read; less than asked only at the end of the content.
    public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var total = 0
        while total < buffer.count {
            let count = pread(descriptor, buffer.baseAddress.map { $0 + total }, buffer.count - total, offset + total)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            total += count
        }
        return total
    }

    /// The bytes of `range`, cut at the end of the content.
    public func bytes(in range: Range<Int>) -> [UInt8] {
        let wanted = range.clamped(to: 0..<byteCount)
        return [UInt8](unsafeUninitializedCapacity: wanted.count) { buffer, count in
            count = read(at: wanted.lowerBound, into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    /// Up to this size a copy costs less than a map: to take a map away interrupts every processor that runs a thread
    /// of ours.
    private static let largestCopy = 64 << 10

    /// Hands all bytes to `body`: a large content is mapped, a small one copied for as long as that takes.
    ///
    /// - Throws: ``SystemError`` if it cannot be read; whatever `body` throws.
    public func withBytes<Result>(_ body: (Span<UInt8>) throws -> Result) throws -> Result {
        guard byteCount > Self.largestCopy else {
            return try withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 1) { buffer in
                guard read(at: 0, into: buffer) == byteCount else { throw SystemError("pread of a content") }
                return try body(Span(_unsafeBytes: UnsafeRawBufferPointer(buffer)))
            }
        }
        guard let address = mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw SystemError("mmap of a content")
        }
        defer { munmap(address, byteCount) }
        let bytes = UnsafeRawBufferPointer(start: address, count: byteCount)
        return try body(Span(_unsafeBytes: bytes))
    }
}
