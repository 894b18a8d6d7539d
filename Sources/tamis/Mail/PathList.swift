import Foundation

/// A file that names files: a path a line, or, where there is a NUL in it, one before each NUL.
enum PathList {
    /// The paths, in their order.
    ///
    /// - Throws: ``OperationError`` if the file cannot be read or names none.
    static func paths(in file: String) throws -> [String] {
        let bytes: [UInt8]
        do {
            bytes = try MailSource.contents(of: file).get()
        } catch {
            throw OperationError("the list \(file) cannot be read: \(error)")
        }
        let paths = bytes.split(separator: bytes.contains(0) ? 0 : UInt8(ascii: "\n"))
            .map { String(decoding: $0, as: UTF8.self) }
        guard !paths.isEmpty else { throw OperationError("\(file) names no file: write a path a line") }
        return paths
    }
}
