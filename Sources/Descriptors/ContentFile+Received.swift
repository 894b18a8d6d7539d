import CLinux
import Glibc

extension ContentFile {
    /// Takes a content that another process passed.
    ///
    /// - Throws: ``SystemError`` if it is no file; `EPERM` if it is not sealed, for then its bytes could change while
    ///   they are read.
    public convenience init(received descriptor: OwnedDescriptor) throws(SystemError) {
        // F_SEAL_SHRINK 2, F_SEAL_GROW 4, F_SEAL_WRITE 8: macros that Swift does not import.
        let seals = tamis_memory_file_seals(descriptor.number)
        guard seals >= 0 else { throw SystemError("seals of a content") }
        guard seals & 14 == 14 else { throw SystemError("seals of a content", number: EPERM) }
        var status = stat()
        guard fstat(descriptor.number, &status) == 0 else { throw SystemError("fstat of a content") }
        let copy = dup(descriptor.number)
        guard copy >= 0 else { throw SystemError("dup of a content") }
        self.init(descriptor: copy, byteCount: status.st_size)
    }
}
