import Foundation

/// A whole Dovecot of a test's own: its folders, its log, IMAP at a port on loopback, set up with `config/dovecot/`.
///
/// There is one user, `user` with the password `secret`, who has the mailboxes INBOX, Junk and Trash.
public final class DovecotInstance: Sendable {
    /// Whether it can run here. With `CI` set it must: then a test fails instead of being skipped.
    public static var isAvailable: Bool {
        ProcessInfo.processInfo.environment["CI"] != nil
            || (geteuid() == 0 && FileManager.default.isExecutableFile(atPath: program)
                && FileManager.default.isExecutableFile(atPath: compiler))
    }

    private static let program = "/usr/sbin/dovecot"
    private static let compiler = "/usr/bin/sievec"
    private static let mailUser = "nobody"

    /// Where it speaks IMAP.
    public let port: Int
    private let folder: TemporaryFolder
    private let process: ChildProcess

    /// Starts one and waits until it answers.
    ///
    /// - Parameter script: The program that its Sieve scripts pipe messages to; it runs as the user of the test.
    public static func start(script: String) async throws -> DovecotInstance {
        let folder = try TemporaryFolder("dovecot")
        let port = try LoopbackPort.free()
        try folder.write("user:{plain}secret\n", to: "users")
        guard let owner = getpwnam(mailUser) else { throw DidNotHappen(description: "no user '\(mailUser)'") }
        chown(try folder.folder("mail"), owner.pointee.pw_uid, owner.pointee.pw_gid)
        let recipe = Corpora.root.appending(path: "config/dovecot")
        let shipped = try String(contentsOf: recipe.appending(path: "90-tamis.conf"), encoding: .utf8)
            .replacing("/etc/dovecot/sieve", with: folder.path + "/sieve")
            .replacing("/usr/local/bin/tamis-learn", with: script)
            .replacing("user = tamis\n", with: "user = root\n")
            .replacing("user = vmail\n", with: "user = \(mailUser)\n")
        let configuration = try folder.write(
            Self.configuration(folder: folder.path, port: port) + shipped, to: "dovecot.conf")
        for name in ["learn-spam.sieve", "learn-ham.sieve"] {
            let text = try String(contentsOf: recipe.appending(path: name), encoding: .utf8)
            let sieve = try folder.write(text, to: "sieve/\(name)")
            let compiling = try ChildProcess(URL(filePath: compiler), ["-c", configuration, sieve])
            guard try await compiling.wait() == 0 else {
                throw DidNotHappen(description: "sievec \(name)\n\(compiling.errors)")
            }
        }
        let instance = try DovecotInstance(folder: folder, port: port, configuration: configuration)
        try await eventually("Dovecot answers", state: { instance.log + instance.process.errors }) {
            LoopbackPort.answers(port)
        }
        return instance
    }

    private init(folder: TemporaryFolder, port: Int, configuration: String) throws {
        self.folder = folder
        self.port = port
        process = try ChildProcess(URL(filePath: Self.program), ["-F", "-c", configuration])
    }

    /// A session of its user.
    public func session() throws -> IMAPDialogue {
        try IMAPDialogue(port: port, user: "user", password: "secret")
    }

    /// What it has logged.
    public var log: String { (try? String(contentsOfFile: folder.path + "/log", encoding: .utf8)) ?? "" }

    /// The lines of its log that tell of an error.
    public var errors: [String] { log.split(separator: "\n").map(String.init).filter { $0.contains(": Error: ") } }

    /// Stops it and waits until it has ended.
    public func stop() async throws { try await process.stop() }

    private static func configuration(folder: String, port: Int) -> String {
        """
        base_dir = \(folder)/run
        state_dir = \(folder)/run
        log_path = \(folder)/log
        protocols = imap
        listen = 127.0.0.1
        ssl = no
        disable_plaintext_auth = no
        first_valid_uid = 1
        mail_location = maildir:\(folder)/mail/%u
        passdb {
          driver = passwd-file
          args = \(folder)/users
        }
        userdb {
          driver = static
          args = uid=\(mailUser) gid=nogroup home=\(folder)/mail/%u
        }
        namespace inbox {
          inbox = yes
          mailbox Junk {
            auto = create
          }
          mailbox Trash {
            auto = create
          }
        }
        service imap-login {
          inet_listener imap {
            port = \(port)
          }
        }


        """
    }
}
