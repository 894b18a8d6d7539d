import Foundation
import GRDB

/// A database or a folder of ours cannot be used: which, why, and what helps.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file or folder.
    public let path: String
    /// What is wrong, in words.
    public let problem: String
    /// What the administrator can do; empty where there is nothing to say.
    public let remedy: String

    /// Makes an error.
    public init(path: String, problem: String, remedy: String = "") {
        self.path = path
        self.problem = problem
        self.remedy = remedy
    }

    /// `/var/lib/tamis/bayes.db: is a folder; move it away`.
    public var description: String {
        "\(path): \(problem)" + (remedy.isEmpty ? "" : "; \(remedy)")
    }

    /// What SQLite's error about the database at `path` means.
    init(_ error: any Error, path: String) {
        if let error = error as? StoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(path: path, problem: "\(error)")
            return
        }
        let detail = error.message.map { " (\($0))" } ?? ""
        switch error.resultCode {
        case .SQLITE_NOTADB:
            self.init(
                path: path, problem: "is not a database",
                remedy: "move it away and learn again, or restore it from a backup")
        case .SQLITE_CORRUPT:
            self.init(
                path: path, problem: "is damaged\(detail)",
                remedy: "restore it from a backup, or move it away and learn again")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                path: path, problem: "is locked by another program",
                remedy: "try again when that has ended (`fuser \(path)` names it)")
        case .SQLITE_FULL:
            self.init(path: path, problem: "cannot grow: the disk is full", remedy: "make room on its disk")
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(
                path: path, problem: "cannot be opened\(detail)",
                remedy: "see that the file and its folder belong to the user who runs this")
        case .SQLITE_READONLY:
            self.init(
                path: path, problem: "cannot be written",
                remedy: "see that the file and its folder belong to the user who runs this")
        default:
            self.init(path: path, problem: "SQLite error \(error.extendedResultCode.rawValue)\(detail)")
        }
    }
}
