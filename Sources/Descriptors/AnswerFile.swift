import CLinux
import Glibc

/// A memory file of fixed size that a worker child writes its reading into and the daemon reads.
///
/// It is sealed against growing and shrinking only: the other side may change its bytes at any time, so they are
/// read with `pread`, once, never mapped. Memory is taken only for what was written.
public final class AnswerFile: Sendable {
    /// The open descriptor.
    public var descriptor: Int32 { owned.number }
    /// The size in bytes; it cannot change.
    public let capacity: Int

    private let owned: OwnedDescriptor

    /// Makes a file of `capacity` bytes.
    ///
    /// - Throws: ``SystemError`` if descriptors or memory are used up.
    public init(capacity: Int) throws(SystemError) {
        let descriptor = tamis_memory_file_create("tamis-answer")
        guard descriptor >= 0 else { throw SystemError("memfd_create") }
        owned = OwnedDescriptor(descriptor)
        self.capacity = capacity
        guard ftruncate(descriptor, capacity) == 0, tamis_memory_file_seal_size(descriptor) == 0 else {
            throw SystemError("seal of an answer")
        }
    }

    /// Takes over the file that the other side made.
    ///
    /// - Throws: ``SystemError`` if it is no file.
    public init(received descriptor: OwnedDescriptor) throws(SystemError) {
        var status = stat()
        guard fstat(descriptor.number, &status) == 0 else { throw SystemError("fstat of an answer") }
        owned = descriptor
        capacity = status.st_size
    }

    /// Writes `bytes` at `offset`.
    ///
    /// - Throws: ``SystemError``; `ENOSPC` if they end beyond ``capacity``.
    public func write(_ bytes: [UInt8], at offset: Int = 0) throws(SystemError) {
        guard offset <= capacity, bytes.count <= capacity - offset else {
            throw SystemError("write of an answer", number: ENOSPC)
        }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written, offset + written)
            }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { throw SystemError("write of an answer") }
            written += count
        }
    }

    /// Reads `count` bytes from `offset` on.
    ///
    /// - Returns: nil if the file has not that many.
    public func read(count: Int, at offset: Int = 0) -> [UInt8]? {
        guard count >= 0, (0...capacity).contains(offset), count <= capacity - offset else { return nil }
        var total = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while total < count {
                let result = pread(descriptor, buffer.baseAddress.map { $0 + total }, count - total, offset + total)
                if result < 0, errno == EINTR { continue }
                if result <= 0 { break }
                total += result
            }
            initialized = total
        }
        return total == count ? bytes : nil
    }
}
