import CLinux
import Glibc

/// Listens on a UNIX socket for ``PacketSocket`` connections.
public final class PacketListener: Sendable {
    /// Where it listens.
    public let path: String

    private let owned: OwnedDescriptor

    /// Binds `path` and listens. A socket file that a process left behind is replaced; one with a live listener is
    /// not.
    ///
    /// - Parameters:
    ///   - path: at most 107 bytes.
    ///   - mode: the file's permissions, e.g. `0o660`.
    ///   - group: the name of the file's group; without it, the process's own.
    /// - Throws: ``PacketListenerError``.
    public init(path: String, mode: UInt32, group: String? = nil) throws(PacketListenerError) {
        self.path = path
        let groupID = try group.map { name throws(PacketListenerError) in try Self.groupID(of: name) }
        try Self.clear(path)
        let descriptor = tamis_packet_bind(path)
        guard descriptor >= 0 else {
            if errno == ENAMETOOLONG { throw .pathTooLong(path: path, limit: 107) }
            throw .system(SystemError("bind of \(path)"))
        }
        owned = OwnedDescriptor(descriptor)
        // Until `listen` every connection is refused: nobody slips in before the permissions are right.
        if let groupID, chown(path, uid_t.max, groupID) != 0 { throw .system(SystemError("chown of \(path)")) }
        guard chmod(path, mode) == 0 else { throw .system(SystemError("chmod of \(path)")) }
        guard listen(descriptor, 128) == 0 else { throw .system(SystemError("listen on \(path)")) }
    }

    /// The next connection; nil once ``close()`` was called.
    ///
    /// Blocks the thread it is called on.
    ///
    /// - Throws: ``SystemError``, e.g. `EMFILE`; the listener stays usable.
    public func accept() throws(SystemError) -> PacketSocket? {
        while true {
            let descriptor = tamis_packet_accept(owned.number)
            if descriptor >= 0 { return PacketSocket(owning: OwnedDescriptor(descriptor)) }
            switch errno {
            case EINTR, ECONNABORTED: continue
            case EINVAL: return nil
            default: throw SystemError("accept on \(path)")
            }
        }
    }

    /// Stops listening, removes the socket file and wakes the thread in ``accept()``.
    public func close() {
        unlink(path)
        shutdown(owned.number, Int32(SHUT_RDWR))
    }

    /// Removes a socket file that nobody listens on.
    private static func clear(_ path: String) throws(PacketListenerError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
        do throws(SystemError) {
            _ = try PacketSocket.connect(path: path)
        } catch {
            guard error.number == ECONNREFUSED else { throw .system(error) }
            unlink(path)
            return
        }
        throw .inUse(path: path)
    }

    private static func groupID(of name: String) throws(PacketListenerError) -> gid_t {
        var entry = group()
        var result: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: 65_536)
        guard getgrnam_r(name, &entry, &buffer, buffer.count, &result) == 0, result != nil else {
            throw .unknownGroup(name)
        }
        return entry.gr_gid
    }
}
