import Foundation

/// A running `tamis serve` with folders of its own.
public final class TamisProcess: Sendable {
    /// Where it takes mail in.
    public let port: Int
    /// The program.
    public let process: ChildProcess
    /// Its folders and its configuration file.
    public let folder: TemporaryFolder

    /// Starts it and waits until it answers.
    ///
    /// - Parameters:
    ///   - port: Where to listen; a free port if nil.
    ///   - nextHop: The port of the next hop.
    ///   - folder: The folders of one that ran before; new ones if nil.
    ///   - settings: Further `key=value`, over those of every test.
    ///   - file: The text of a configuration file.
    ///   - environment: Variables over those of the tests.
    public static func start(
        port: Int? = nil, nextHop: Int, folder: TemporaryFolder? = nil, settings: [String] = [], file: String = "",
        environment: [String: String] = [:]
    ) async throws -> TamisProcess {
        let tamis = try TamisProcess(
            port: port ?? LoopbackPort.free(), nextHop: nextHop, folder: folder ?? TemporaryFolder("serve"),
            settings: settings, file: file, environment: environment)
        try await eventually("tamis serve answers", within: .seconds(600), state: { tamis.process.errors }) {
            if let status = tamis.process.exitStatus {
                throw DidNotHappen(description: "tamis serve ended with \(status):\n\(tamis.process.errors)")
            }
            return LoopbackPort.answers(tamis.port)
        }
        return tamis
    }

    private init(
        port: Int, nextHop: Int, folder: TemporaryFolder, settings: [String], file: String,
        environment: [String: String]
    ) throws {
        self.port = port
        self.folder = folder
        configurationFile = try folder.write(file, to: "tamis.toml")
        process = try ChildProcess(
            BuiltPrograms.path(of: "tamis"),
            ["serve"]
                + Self.options(
                    folder: folder,
                    settings: ["smtp.listen=127.0.0.1:\(port)", "smtp.forward=127.0.0.1:\(nextHop)"] + settings),
            environment: environment)
    }

    /// The configuration file, to change before a SIGHUP.
    public let configurationFile: String

    /// The quarantine's folder.
    public var quarantineFolder: String { folder.path + "/quarantine" }

    /// The files in quarantine.
    public func quarantined() throws -> [[UInt8]] {
        let url = URL(filePath: quarantineFolder)
        guard let walk = FileManager.default.enumerator(at: url, includingPropertiesForKeys: [.isRegularFileKey])
        else { return [] }
        return try walk.compactMap { $0 as? URL }
            .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true }
            .map { [UInt8](try Data(contentsOf: $0)) }
    }

    /// What it has logged.
    public var log: String { process.errors }

    /// Runs another command of the program against this daemon and gives what it wrote.
    public func run(_ arguments: [String]) async throws -> (status: Int32, output: String, errors: String) {
        let command = try ChildProcess(
            BuiltPrograms.path(of: "tamis"), arguments + Self.options(folder: folder, settings: []))
        let status = try await command.wait()
        return (status, command.output, command.errors)
    }

    /// The options that keep a program within a folder.
    public static func options(folder: TemporaryFolder, settings: [String]) throws -> [String] {
        let own = [
            "storage.folder=\(try folder.folder("storage"))",
            "quarantine.folder=\(try folder.folder("quarantine"))",
            "worker.scratch=\(try folder.folder("scratch"))",
            "control.socket=\(folder.path)/control.sock",
            "control.group=",
            "antivirus.database=\(Corpora.root.path)/corpora/signatures",
            "hostname=filter.example.test",
        ]
        return ["--config", "\(folder.path)/tamis.toml"] + (own + settings).flatMap { ["--set", $0] }
    }
}
