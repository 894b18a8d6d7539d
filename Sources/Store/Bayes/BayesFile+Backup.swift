import Descriptors
import Foundation
import GRDB
import Glibc

extension BayesFile {
    /// Where a database is kept that another was put in the place of.
    public var formerPath: String { path + ".before-restore" }

    /// Copies the database as of one moment to a file of its own, while others may train it. The file is there when it
    /// is whole, checked and on the disk, not before.
    ///
    /// - Throws: ``StoreError`` if there is such a file already and `overwrites` is not set, if the database is broken,
    ///   or if it cannot be written.
    public func backup(to file: String, overwrites: Bool) throws {
        let source = try open()
        if FileManager.default.fileExists(atPath: file) {
            guard !Self.isSame(file, path) else { throw StoreError(path: file, problem: "is the database itself") }
            guard overwrites else {
                throw StoreError(path: file, problem: "is there already", remedy: "name another, or say --force")
            }
        }
        let draft = try DatabaseDraft(for: file)
        do {
            try source.backup(to: DatabaseQueue(path: draft.path))
            try draft.settle()
        } catch {
            throw StoreError(error, path: file)
        }
        try Self.check(draft, as: path)
        try draft.place()
    }

    /// Puts the database that open files hold in the place of this one, after it was checked; this one is kept at
    /// ``formerPath``, where it takes the place of an earlier one.
    ///
    /// The files are open already, so that they can be such as the owner of the database may not read.
    ///
    /// - Parameters:
    ///   - file: The database to restore.
    ///   - log: Its write-ahead log, where there is one.
    ///   - name: The path of `file`, for errors.
    /// - Returns: whether there was a database, which is at ``formerPath`` now.
    /// - Throws: ``StoreError`` if a process has this one open, or the other one is broken; then nothing has changed.
    @discardableResult
    public func restore(from file: Int32, log: Int32?, name: String) throws -> Bool {
        let hold = try DatabaseHold(path)
        let draft = try DatabaseDraft(for: path)
        do throws(SystemError) {
            try Self.copy(file, to: draft.path)
            if let log { try Self.copy(log, to: draft.path + "-wal") }
        } catch {
            throw DatabaseDraft.failure(error, draft.path)
        }
        try Self.check(draft, as: name)
        try replace(with: draft, hold)
        return hold != nil
    }

    /// Puts a draft in the place of this database, which is held.
    ///
    /// The old one is linked to its other name first, so that there is a database at any moment.
    func replace(with draft: DatabaseDraft, _ hold: DatabaseHold?) throws {
        do { try draft.settle() } catch { throw StoreError(error, path: path) }
        do throws(SystemError) {
            if hold != nil {
                for suffix in ["", "-wal"] {
                    unlink(formerPath + suffix)
                    guard link(path + suffix, formerPath + suffix) == 0 || errno == ENOENT else {
                        throw SystemError("link to \(formerPath + suffix)")
                    }
                }
                unlink(formerPath + "-shm")
                try DurableFile.syncFolder(of: path)
            }
            // They belong to the old file; SQLite would mend the new one by them.
            unlink(path + "-wal")
            unlink(path + "-shm")
        } catch {
            throw DatabaseDraft.failure(error, path)
        }
        try withExtendedLifetime(hold) { try draft.place() }
    }

    private static func check(_ draft: DatabaseDraft, as name: String) throws {
        let findings: [String]
        do {
            findings = try BayesFile(path: draft.path).findings()
        } catch let error as StoreError {
            throw StoreError(path: name, problem: error.problem, remedy: error.remedy)
        }
        guard let first = findings.first else { return }
        let rest = findings.count > 1 ? ", and \(findings.count - 1) findings more" : ""
        throw StoreError(path: name, problem: "is broken: \(first)\(rest)", remedy: "use a backup that is sound")
    }

    private static func isSame(_ one: String, _ other: String) -> Bool {
        var first = stat()
        var second = stat()
        return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev
            && first.st_ino == second.st_ino
    }

    private static func copy(_ source: Int32, to path: String) throws(SystemError) {
        let target = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard target >= 0 else { throw SystemError("open \(path)") }
        defer { close(target) }
        var offset: off_t = 0
        while true {
            let count = sendfile(target, source, &offset, 1 << 20)
            if count < 0 { throw SystemError("copy to \(path)") }
            if count == 0 { return }
        }
    }
}
