public import Foundation

/// A new folder below the system's temporary folder, removed with all it holds when the value goes away.
///
/// Other users may pass through it, so that the `postfix` user reaches what is below.
public final class TemporaryFolder: Sendable {
    /// Its place.
    public let url: URL
    /// Its path.
    public var path: String { url.path }

    /// Makes it.
    public init(_ name: String = "test") throws {
        var template = Array("/tmp/tamis-\(name)-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw CocoaError(.fileWriteUnknown) }
        url = URL(filePath: String(cString: made), directoryHint: .isDirectory)
        chmod(url.path, 0o755)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Makes a folder in it and gives its path.
    public func folder(_ name: String) throws -> String {
        let new = url.appending(path: name)
        try FileManager.default.createDirectory(at: new, withIntermediateDirectories: true)
        return new.path
    }

    /// Writes a file in it and gives its path.
    @discardableResult
    public func write(_ text: String, to name: String) throws -> String {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    /// Writes a script in it that can be run, and gives its path.
    ///
    /// Another process makes the file: were it open for writing here, even for a moment, a child that another test
    /// starts just then would hold it open too, and the kernel runs no file that is (`ETXTBSY`).
    public func writeScript(_ text: String, to name: String) throws -> String {
        let draft = try write(text, to: name + ".draft")
        let script = url.appending(path: name).path
        guard system("install -m 755 '\(draft)' '\(script)'") == 0 else { throw CocoaError(.fileWriteUnknown) }
        return script
    }
}
