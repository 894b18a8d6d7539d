import Foundation

/// An sshd of a test's own at a port on loopback, where one key of its own may log in as the user of the test.
public final class SSHServer: Sendable {
    /// Whether it can run here. With `CI` set it must: then a test fails instead of being skipped.
    public static var isAvailable: Bool {
        ProcessInfo.processInfo.environment["CI"] != nil
            || (geteuid() == 0 && FileManager.default.isExecutableFile(atPath: program))
    }

    private static let program = "/usr/sbin/sshd"

    /// Where it listens.
    public let port: Int
    private let folder: TemporaryFolder
    private let process: ChildProcess

    /// Starts one and waits until it answers.
    ///
    /// - Parameter authorizedKey: Makes the line of `authorized_keys` from the words of the public key.
    public static func start(authorizedKey: (String) -> String) async throws -> SSHServer {
        let folder = try TemporaryFolder("ssh")
        let port = try LoopbackPort.free()
        for key in ["host", "user"] {
            let keygen = try ChildProcess(
                URL(filePath: "/usr/bin/ssh-keygen"),
                ["-q", "-t", "ed25519", "-N", "", "-C", key, "-f", "\(folder.path)/\(key)"])
            guard try await keygen.wait() == 0 else {
                throw DidNotHappen(description: "ssh-keygen\n\(keygen.errors)")
            }
        }
        func publicKey(_ name: String) throws -> String {
            try String(contentsOfFile: "\(folder.path)/\(name).pub", encoding: .utf8)
                .split(separator: " ").prefix(2).joined(separator: " ")
        }
        try folder.write(authorizedKey(try publicKey("user")) + "\n", to: "authorized_keys")
        try folder.write("[127.0.0.1]:\(port) \(try publicKey("host"))\n", to: "known_hosts")
        let configuration = try folder.write(
            """
            ListenAddress 127.0.0.1:\(port)
            HostKey \(folder.path)/host
            AuthorizedKeysFile \(folder.path)/authorized_keys
            PidFile none
            StrictModes no
            PermitRootLogin forced-commands-only
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            UsePAM no

            """, to: "sshd_config")
        // Where sshd goes before a login; an init script makes it otherwise.
        try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        let server = try SSHServer(folder: folder, port: port, configuration: configuration)
        try await eventually("sshd answers", state: { server.log }) { LoopbackPort.answers(port) }
        return server
    }

    private init(folder: TemporaryFolder, port: Int, configuration: String) throws {
        self.folder = folder
        self.port = port
        process = try ChildProcess(URL(filePath: Self.program), ["-D", "-e", "-f", configuration])
    }

    /// The words of a client that has the key, up to the place of the host.
    public var client: String {
        "ssh -F none -i \(folder.path)/user -o IdentitiesOnly=yes -o BatchMode=yes -p \(port)"
            + " -o UserKnownHostsFile=\(folder.path)/known_hosts"
    }

    /// Whom and what to name as the host.
    public var host: String { "root@127.0.0.1" }

    /// What it has logged.
    public var log: String { process.errors }

    /// Stops it and waits until it has ended.
    public func stop() async throws { try await process.stop() }
}
