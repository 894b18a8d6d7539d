import CLinux
import Glibc

/// Writes a content as it arrives; ``seal()`` ends it. Dropped without that, it takes its memory back.
public struct ContentWriter: ~Copyable {
    private let descriptor: Int32
    /// How many bytes have been written.
    public private(set) var byteCount = 0

    /// Makes an empty memory file.
    ///
    /// - Throws: ``SystemError`` if descriptors or memory are used up, or few descriptors are left.
    public init() throws(SystemError) {
        let descriptor = tamis_memory_file_create("tamis-content")
        let code = errno
        let isTooMany = DescriptorReserve.shared.isTooMany(descriptor)
        guard descriptor >= 0, !isTooMany else {
            if descriptor >= 0 { close(descriptor) }
            throw SystemError("memfd_create", number: descriptor < 0 ? code : EMFILE)
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Appends bytes.
    ///
    /// - Throws: ``SystemError`` if memory is used up; the content is then of no use.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = pwrite(descriptor, rest.baseAddress, rest.count, byteCount)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { throw SystemError("write of a content") }
            byteCount += count
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }

    /// Appends bytes.
    ///
    /// - Throws: ``SystemError`` if memory is used up; the content is then of no use.
    public mutating func append(_ bytes: [UInt8]) throws(SystemError) {
        var failure: SystemError?
        bytes.withUnsafeBytes { buffer in
            do throws(SystemError) { try append(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Ends the content: sealed against writing, growing and shrinking.
    ///
    /// - Throws: ``SystemError`` if it cannot be sealed.
    public consuming func seal() throws(SystemError) -> ContentFile {
        guard tamis_memory_file_seal(descriptor) == 0 else {
            let error = SystemError("seal of a content")
            _ = consume self
            throw error
        }
        let file = ContentFile(descriptor: descriptor, byteCount: byteCount)
        discard self
        return file
    }
}
