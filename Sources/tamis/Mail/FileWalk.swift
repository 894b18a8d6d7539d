import Foundation
import Glibc

/// Walks a file, folder or Maildir in order of name, without following links to folders: a link that leads back up
/// would never end.
struct FileWalk {
    /// What is still to be visited, last first.
    private var pending: [String]
    private let root: String

    init(path: String) {
        pending = [path]
        root = path
    }

    /// The next file, or the next thing that cannot be read; nil at the end.
    mutating func next() -> Result<String, MailSourceError>? {
        while let path = pending.popLast() {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                return .failure(MailSourceError(path: path, reason: "no such file or folder"))
            }
            guard isFolder.boolValue else {
                var status = stat()
                guard stat(path, &status) == 0 else {
                    return .failure(MailSourceError(path: path, reason: String(cString: strerror(errno))))
                }
                switch status.st_mode & S_IFMT {
                case S_IFREG: return .success(path)
                // One that is named is the shell's; one that lies in a folder may never have a writer.
                case S_IFIFO where path == root: return .success(path)
                default: return .failure(MailSourceError(path: path, reason: "not a file"))
                }
            }
            do {
                let names = try FileManager.default.contentsOfDirectory(atPath: path)
                let isMaildir = names.contains("cur") && names.contains("new")
                for name in names.sorted().reversed() where !name.hasPrefix(".") || isMaildir {
                    if Self.isSetAside(name) { continue }
                    if isMaildir, name == "tmp" || !Self.isMaildirFolder(name) { continue }
                    let child = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
                    if Self.isLinkToFolder(child) { continue }
                    pending.append(child)
                }
            } catch {
                return .failure(MailSourceError(path: path, reason: String(cString: strerror(errno))))
            }
        }
        return nil
    }

    /// Whether a name in a Maildir holds mail: its two folders, and Maildir++ subfolders, which start with a dot.
    private static func isMaildirFolder(_ name: String) -> Bool {
        name == "cur" || name == "new" || name.hasPrefix(".")
    }

    /// Whether the flags after `:2,` in a Maildir's name say that a message is a draft (D), or is thrown away (T).
    ///
    /// Source: the Maildir specification ("info").
    private static func isSetAside(_ name: String) -> Bool {
        guard let info = name.range(of: ":2,", options: .backwards) else { return false }
        return name[info.upperBound...].contains { $0 == "D" || $0 == "T" }
    }

    private static func isLinkToFolder(_ path: String) -> Bool {
        var link = stat()
        var target = stat()
        guard lstat(path, &link) == 0, link.st_mode & S_IFMT == S_IFLNK else { return false }
        return stat(path, &target) == 0 && target.st_mode & S_IFMT == S_IFDIR
    }
}
