import Descriptors
import Foundation
import Glibc

/// Files that are whole or not there, whenever the power fails.
enum DurableFile {
    /// Puts a finished draft in its place: its bytes are on the disk before its name is, and then its name is too.
    static func move(_ draft: String, to path: String) throws(SystemError) {
        try sync(draft, flags: O_RDONLY)
        guard rename(draft, path) == 0 else { throw SystemError("rename to \(path)") }
        try syncFolder(of: path)
    }

    /// Waits until the names in the folder of `path` are on the disk.
    static func syncFolder(of path: String) throws(SystemError) {
        try sync(URL(filePath: path).deletingLastPathComponent().path, flags: O_RDONLY | O_DIRECTORY)
    }

    private static func sync(_ path: String, flags: Int32) throws(SystemError) {
        let descriptor = open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError("open \(path)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw SystemError("fsync of \(path)") }
    }
}
