import Descriptors
import Glibc

/// Keeps every other process from a database file while it is replaced, whatever state the file is in.
///
/// SQLite's own locks are `fcntl` locks on 512 bytes from 1 GB on: each connection in WAL mode holds a shared one for
/// as long as it is open. This takes the exclusive one. They belong to the process: nothing else in it may have the
/// database open, and its file may not be opened and closed before this goes away.
///
/// Source: SQLite, `os.h` (`PENDING_BYTE`).
final class DatabaseHold {
    private let descriptor: Int32
    private static let firstByte: off_t = 0x4000_0000
    private static let byteCount: off_t = 512

    /// Takes hold of a file; nil where there is none.
    ///
    /// - Throws: ``StoreError`` that names the process that has it open.
    init?(_ path: String) throws {
        descriptor = open(path, O_RDWR | O_CLOEXEC)
        if descriptor < 0 {
            if errno == ENOENT { return nil }
            throw DatabaseDraft.failure(SystemError("open \(path)"), path)
        }
        var lock = Self.exclusive
        guard fcntl(descriptor, F_SETLK, &lock) == 0 else {
            var holder = Self.exclusive
            let isKnown = fcntl(descriptor, F_GETLK, &holder) == 0 && holder.l_pid > 0
            close(descriptor)
            throw StoreError(
                path: path, problem: "is in use" + (isKnown ? " by process \(holder.l_pid)" : ""),
                remedy: "stop the daemon first (`systemctl stop tamis`), and start it again after this")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    private static var exclusive: flock {
        flock(l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: firstByte, l_len: byteCount, l_pid: 0)
    }
}
