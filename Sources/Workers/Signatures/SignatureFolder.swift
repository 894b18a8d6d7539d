import Glibc

/// The virus signatures as they lie on disk, seen without loading them.
public struct SignatureFolder: Hashable, Sendable {
    /// The files that hold signatures.
    public let fileCount: Int
    /// The version of ClamAV's daily signatures; nil where they are not among the files.
    public let dailyVersion: Int?
    /// When the daily signatures were made, else when the newest file changed: seconds since 1970.
    public let time: Int

    /// The age from which on signatures are old: freshclam looks for new ones several times a day, and there are new
    /// ones every day.
    public static let oldAfterSeconds = 3 * 86_400

    /// There are no signatures, or they cannot be looked at.
    public struct Missing: Error, Hashable, Sendable, CustomStringConvertible {
        /// Why.
        public let description: String
    }

    /// Looks at a folder of signatures, or at one file.
    ///
    /// - Throws: ``Missing`` if there are none.
    public init(_ path: String) throws(Missing) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw Missing(description: String(cString: strerror(errno))) }
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        let names = isFolder ? try Self.names(in: path) : [path]
        var (count, newest) = (0, 0)
        var daily: CVDHeader?
        for name in names.sorted() {
            let file = isFolder ? path + "/" + name : path
            guard stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { continue }
            count += 1
            newest = max(newest, status.st_mtim.tv_sec)
            let base = name.split(separator: "/").last ?? ""
            guard base.hasPrefix("daily.c"), let header = Self.header(of: file) else { continue }
            if daily.map({ $0.version < header.version }) ?? true { daily = header }
        }
        guard count > 0 else { throw Missing(description: "no signatures") }
        fileCount = count
        dailyVersion = daily?.version
        time = daily?.time ?? newest
    }

    private static func names(in path: String) throws(Missing) -> [String] {
        guard let folder = opendir(path) else { throw Missing(description: String(cString: strerror(errno))) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let dot = name.lastIndex(of: "."), endings.contains(String(name[dot...].dropFirst())) {
                names.append(name)
            }
        }
        return names
    }

    /// Of libclamav's list (`CLI_DBEXT`) those that hold signatures and not settings or exceptions.
    private static let endings: Set<String> = [
        "cvd", "cld", "cud", "db", "hdb", "hdu", "hsb", "hsu", "mdb", "mdu", "msb", "msu", "ndb", "ndu", "ldb", "ldu",
        "sdb", "cdb", "cbc", "crb", "idb", "imp", "pdb", "yar", "yara",
    ]

    private static func header(of path: String) -> CVDHeader? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: CVDHeader.byteCount)
        let count = read(descriptor, &bytes, bytes.count)
        return count == bytes.count ? CVDHeader(bytes.span) : nil
    }
}
