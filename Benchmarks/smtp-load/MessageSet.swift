import Glibc

/// Messages in memory in the form in which they go over the wire: CRLF line ends, dots doubled, the final dot behind.
struct MessageSet {
    /// A file or folder could not be read.
    struct Failure: Error, CustomStringConvertible {
        let path: String
        let code: Int32
        var description: String { "cannot read \(path): \(String(cString: strerror(code)))" }
    }

    /// The messages; each ends with CRLF `.` CRLF.
    private(set) var wireForms: [[UInt8]] = []

    /// Loads files, and all files below folders in the order of their paths.
    ///
    /// - Parameters:
    ///   - indexes: Files of lines `<class> <path>`; a path is relative to the file's folder.
    ///   - skip: How many to leave out at the front.
    ///   - take: How many to load at most.
    init(paths: [String], indexes: [String], skip: Int, take: Int) throws {
        var files: [String] = []
        for index in indexes { files += try Self.files(in: index) }
        for path in paths { files += try Self.files(below: path) }
        for file in files.dropFirst(skip).prefix(take) {
            wireForms.append(Self.wireForm(of: try Self.read(file)))
        }
    }

    /// Complexity: O(n) in the bytes of the message.
    static func wireForm(of bytes: [UInt8]) -> [UInt8] {
        var wire: [UInt8] = []
        wire.reserveCapacity(bytes.count + bytes.count / 32 + 8)
        var isLineStart = true
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == 0x0A, previous != 0x0D { wire.append(0x0D) }
            if isLineStart, byte == 0x2E { wire.append(0x2E) }
            wire.append(byte)
            isLineStart = byte == 0x0A
            previous = byte
        }
        if !isLineStart { wire += [0x0D, 0x0A] }
        return wire + [0x2E, 0x0D, 0x0A]
    }

    private static func files(in index: String) throws -> [String] {
        let folder = index.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return String(decoding: try read(index), as: UTF8.self).split(separator: "\n").compactMap { line in
            line.split(separator: " ", maxSplits: 1).dropFirst().first.map { path in
                path.hasPrefix("/") || folder.isEmpty ? String(path) : "\(folder)/\(path)"
            }
        }
    }

    private static func files(below path: String) throws -> [String] {
        guard let folder = opendir(path) else {
            if errno == ENOTDIR { return [path] }
            throw Failure(path: path, code: errno)
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return try names.sorted().flatMap { try files(below: "\(path)/\($0)") }
    }

    private static func read(_ path: String) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Failure(path: path, code: errno) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0 { throw Failure(path: path, code: errno) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }
}
