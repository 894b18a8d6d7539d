import Descriptors
import Foundation
import GRDB
import Glibc

/// A database that is made beside the place where it will be, and goes away unless it is put there.
final class DatabaseDraft {
    /// The draft's file.
    let path: String
    private let destination: String

    /// Makes an empty file for it; what an earlier attempt left is removed.
    ///
    /// - Throws: ``StoreError`` if it cannot be made.
    init(for destination: String) throws {
        self.destination = destination
        let url = URL(filePath: destination)
        path = url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).new").path
        remove()
        // The file stands first, for SQLite would make one that everyone may read.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw Self.failure(SystemError("open \(path)"), destination) }
        close(descriptor)
    }

    deinit { remove() }

    /// Makes it a single file, whose write-ahead log is taken in.
    func settle() throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA journal_mode = DELETE") }
        try queue.close()
    }

    /// Puts it in its place.
    ///
    /// - Throws: ``StoreError`` if that cannot be done.
    func place() throws {
        do { try DurableFile.move(path, to: destination) } catch { throw Self.failure(error, destination) }
    }

    private func remove() {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
    }

    /// What a failed call means for the file that was to be written.
    static func failure(_ error: SystemError, _ path: String) -> StoreError {
        StoreError(
            path: path, problem: "cannot be written: \(error)",
            remedy: error.number == ENOSPC || error.number == EDQUOT ? "make room on its disk" : "see to its folder")
    }
}
