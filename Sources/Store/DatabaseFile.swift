import Foundation

/// What SQLite has only one message for, told apart, and what it does not tell.
enum DatabaseFile {
    /// Size of a database and its write-ahead log.
    static func byteCount(_ path: String) -> Int {
        [path, path + "-wal"].reduce(0) { sum, file in
            let attributes = try? FileManager.default.attributesOfItem(atPath: file)
            return sum + (attributes?[.size] as? Int ?? 0)
        }
    }

    /// Sees that `path` can be a database: a file, or nothing in a folder that is there.
    ///
    /// - Throws: ``StoreError`` if it cannot.
    static func check(_ path: String) throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            if isFolder.boolValue {
                throw StoreError(
                    path: path, problem: "is a folder, and a database file is expected",
                    remedy: "move it away or set another path")
            }
            return
        }
        let folder = URL(filePath: path).deletingLastPathComponent().path
        guard FileManager.default.fileExists(atPath: folder) else {
            throw StoreError(path: path, problem: "its folder does not exist", remedy: "create \(folder)")
        }
    }
}
