import Glibc

/// The folder of the databases.
enum StateFolder {
    /// Makes it where it is missing, for its owner only; systemd's StateDirectory has made it otherwise.
    ///
    /// - Throws: ``OperationError`` that names the folder and the cause.
    static func prepare(_ path: String) throws {
        if mkdir(path, 0o750) == 0 { return }
        let number = errno
        var status = stat()
        if number == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        let cause = number == EEXIST ? "not a folder" : String(cString: strerror(number))
        throw OperationError("\(path): \(cause) (storage.folder)")
    }
}
