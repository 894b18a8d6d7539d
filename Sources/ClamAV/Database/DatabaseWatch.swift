import CClamAV
import Glibc

/// Remembers how the database looked on disk when it was loaded, to notice a newer one.
///
/// Not Sendable; it belongs to its engine.
final class DatabaseWatch {
    private let path: String
    private let isFolder: Bool
    /// What `cl_statinidir` saw; used for folders only.
    private var folder = cl_stat()
    /// What the file looked like; used for files only.
    private let file: FileLook?

    /// When the newest file changed, in seconds since 1970.
    let newestChange: Int

    private struct FileLook: Equatable {
        let inode: UInt
        let byteCount: Int
        let seconds: Int
        let nanoseconds: Int

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            inode = UInt(status.st_ino)
            byteCount = Int(status.st_size)
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
        }
    }

    /// Looks at the database before it is loaded, so that a change meanwhile is noticed too.
    init(_ path: String) throws(EngineError) {
        self.path = path
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw EngineError(
                path: path, cause: String(cString: strerror(errno)), remedy: EngineError.fetchSignatures)
        }
        isFolder = status.st_mode & S_IFMT == S_IFDIR
        guard isFolder else {
            file = FileLook(path)
            newestChange = file?.seconds ?? 0
            if status.st_mode & S_IFMT != S_IFREG { throw Self.notAFile(path) }
            return
        }
        file = nil
        let code = cl_statinidir(path, &folder)
        guard code == CL_SUCCESS else {
            newestChange = 0
            throw EngineError(path: path, cause: Library.meaning(of: code), remedy: EngineError.fetchSignatures)
        }
        var newest = 0
        var areFiles = true
        if let table = folder.stattab {
            for index in 0..<Int(folder.entries) {
                newest = max(newest, table[index].st_mtim.tv_sec)
                areFiles = areFiles && table[index].st_mode & S_IFMT == S_IFREG
            }
        }
        newestChange = newest
        if !areFiles { throw Self.notAFile(path) }
    }

    /// QUIRK: libclamav reads a folder with a signature file's name for ever (getc fails, and it only looks for the
    /// end of file), and waits for ever for a FIFO.
    private static func notAFile(_ path: String) -> EngineError {
        EngineError(path: path, cause: "a folder or device bears the name of a signature file", remedy: "remove it")
    }

    deinit {
        if isFolder { cl_statfree(&folder) }
    }

    /// Whether a file came, went or changed; true also where the database cannot be seen any more.
    var hasChanged: Bool {
        isFolder ? cl_statchkdir(&folder) != 0 : FileLook(path) != file
    }
}
