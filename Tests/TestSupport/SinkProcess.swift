import Foundation

/// A running `mail-sink` that keeps what it gets.
public final class SinkProcess: Sendable {
    /// A message it took.
    public struct Message: Sendable {
        /// The XFORWARD, MAIL and RCPT lines.
        public let envelope: [String]
        /// The content, byte for byte.
        public let content: [UInt8]
    }

    /// The port it listens at.
    public let port: Int
    /// The program.
    public let process: ChildProcess
    private let folder: TemporaryFolder

    /// Starts it, at a given port or a free one, and waits until it listens.
    public static func start(port: Int = 0) async throws -> SinkProcess {
        let folder = try TemporaryFolder("sink")
        let portFile = folder.url.appending(path: "port")
        let process = try ChildProcess(
            BuiltPrograms.path(of: "mail-sink"),
            ["--port", "\(port)", "--port-file", portFile.path, "--save", folder.folder("mail")])
        try await eventually("the sink listens", state: { process.errors }) {
            FileManager.default.fileExists(atPath: portFile.path) || process.exitStatus != nil
        }
        let written = try String(contentsOf: portFile, encoding: .utf8)
        guard let port = Int(written.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw DidNotHappen(description: "no port in '\(written)'")
        }
        return SinkProcess(port: port, process: process, folder: folder)
    }

    private init(port: Int, process: ChildProcess, folder: TemporaryFolder) {
        self.port = port
        self.process = process
        self.folder = folder
    }

    /// How many messages it has.
    public var count: Int { files.count }

    /// Its messages, in the order in which it took them.
    public func messages() throws -> [Message] {
        try files.map { file in
            let envelope = file.deletingPathExtension().appendingPathExtension("envelope")
            return Message(
                envelope: try String(contentsOf: envelope, encoding: .utf8).split(separator: "\n").map(String.init),
                content: [UInt8](try Data(contentsOf: file)))
        }
    }

    private var files: [URL] {
        let mail = folder.url.appending(path: "mail")
        let all = (try? FileManager.default.contentsOfDirectory(at: mail, includingPropertiesForKeys: nil)) ?? []
        return all.filter { $0.pathExtension == "eml" }.sorted { $0.path < $1.path }
    }
}
