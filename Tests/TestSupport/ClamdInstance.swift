import Foundation

/// A clamd of a test's own, on a UNIX socket and a port on loopback, with a database of its own.
public final class ClamdInstance: Sendable {
    /// Whether it can run here. With `CI` set it must: then a test fails instead of being skipped.
    public static var isAvailable: Bool {
        ProcessInfo.processInfo.environment["CI"] != nil || FileManager.default.isExecutableFile(atPath: program)
    }

    private static let program = "/usr/sbin/clamd"

    /// Settings without which Tamis does not use a clamd.
    public static let honest = ["AlertEncrypted yes", "AlertExceedsMax yes"]

    /// Its UNIX socket.
    public let path: String
    /// Its port on 127.0.0.1.
    public let port: Int
    /// The program.
    public let process: ChildProcess
    private let folder: TemporaryFolder

    /// Starts one and waits until it answers.
    ///
    /// - Parameters:
    ///   - database: its folder of signatures; without one, it knows EICAR only.
    ///   - settings: lines of clamd.conf.
    public static func start(database: String? = nil, settings: [String] = honest) async throws -> ClamdInstance {
        let folder = try TemporaryFolder("clamd")
        let instance = try ClamdInstance(folder, database: database, settings: settings)
        try await eventually(
            "clamd answers", state: { instance.log },
            { LoopbackPort.answers(instance.port) || instance.process.exitStatus != nil })
        guard instance.process.exitStatus == nil else {
            throw DidNotHappen(description: "clamd runs\n\(instance.log)")
        }
        return instance
    }

    private init(_ folder: TemporaryFolder, database: String?, settings: [String]) throws {
        self.folder = folder
        path = folder.path + "/clamd.sock"
        port = try LoopbackPort.free()
        let database = database ?? Corpora.root.appending(path: "corpora/signatures").path
        let lines = [
            "Foreground yes", "DatabaseDirectory \(database)", "LocalSocket \(path)", "TCPSocket \(port)",
            "TCPAddr 127.0.0.1", "TemporaryDirectory \(try folder.folder("scratch"))", "LogFile \(folder.path)/log",
        ]
        let file = try folder.write((lines + settings).joined(separator: "\n") + "\n", to: "clamd.conf")
        process = try ChildProcess(URL(filePath: Self.program), ["--config-file=\(file)"])
    }

    /// What it has logged.
    public var log: String {
        process.errors + ((try? String(contentsOfFile: folder.path + "/log", encoding: .utf8)) ?? "")
    }
}
