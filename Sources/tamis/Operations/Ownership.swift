import Glibc

/// Lets a command of root's work as the owner of the databases, so that it leaves no file behind that the daemon
/// cannot open.
enum Ownership {
    /// Takes the group and user of the folder's owner, if this process is root and the folder belongs to another.
    ///
    /// - Throws: ``OperationError`` if the folder is not there, or the user cannot be taken.
    static func becomeOwner(of folder: String) throws {
        var status = stat()
        guard stat(folder, &status) == 0 else {
            throw OperationError("\(folder): \(String(cString: strerror(errno))) (storage.folder)")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw OperationError("\(folder): not a folder (storage.folder)")
        }
        guard geteuid() == 0, status.st_uid != 0 else { return }
        // The groups first: without root there is no more changing them.
        guard setgroups(0, nil) == 0, setgid(status.st_gid) == 0, setuid(status.st_uid) == 0 else {
            throw OperationError("cannot become the owner of \(folder): \(String(cString: strerror(errno)))")
        }
    }
}
