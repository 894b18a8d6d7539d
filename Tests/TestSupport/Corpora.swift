public import Foundation

/// Finds the mail that tests run over.
///
/// The project's own set lies in `corpora/`; the large public sets lie beside the checkout, in
/// `../shared/corpora`, and may be absent.
public enum Corpora {
    /// The root of the checkout.
    public static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The project's own mail, `corpora/<folder>`, sorted by path.
    public static func own(_ folder: String) -> [URL] {
        files(below: root.appending(path: "corpora").appending(path: folder))
    }

    /// The SpamAssassin public corpus, sorted by path.
    public static var spamAssassin: [URL] { shared("spamassassin").filter { $0.lastPathComponent != "index" } }

    /// The phishing_pot messages.
    public static var phishing: [URL] { shared("phishing") }

    /// Messages with a description of their structure beside them; `.eml` only.
    public static var mime: [URL] { shared("mime").filter { $0.pathExtension == "eml" } }

    /// Where the shared corpora lie.
    public static var sharedFolder: URL { root.deletingLastPathComponent().appending(path: "shared/corpora") }

    /// Whether the shared corpora are there. With `CI` set they must be: then this is true whatever the disk
    /// says, and the tests that need them fail instead of being skipped.
    public static var hasShared: Bool {
        ProcessInfo.processInfo.environment["CI"] != nil
            || FileManager.default.fileExists(atPath: sharedFolder.path)
    }

    private static func shared(_ folder: String) -> [URL] {
        files(below: sharedFolder.appending(path: folder))
    }

    private static func files(below folder: URL) -> [URL] {
        guard let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        else { return [] }
        return walk.compactMap { $0 as? URL }
            .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true }
            .sorted { $0.path < $1.path }
    }
}

extension [URL] {
    /// Every file's bytes with its name, for laws that must hold for each; an empty list is an error, so that a
    /// law over a missing corpus cannot pass.
    public func contents() throws -> [(name: String, bytes: [UInt8])] {
        if isEmpty { throw CorpusMissing() }
        return try map { ($0.lastPathComponent, [UInt8](try Data(contentsOf: $0))) }
    }
}

/// A corpus that a test needs is not there.
public struct CorpusMissing: Error, CustomStringConvertible {
    /// What to do about it.
    public var description: String { "no corpus: see corpora/README.md for how to fetch it" }
}
