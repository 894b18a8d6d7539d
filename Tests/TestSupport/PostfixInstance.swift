public import Foundation

/// A whole Postfix of a test's own: its folders, its log, its ports on loopback, set up with the lines of
/// `config/postfix/`.
///
/// One smtpd takes mail in and hands it to the filter; the re-entry of `config/postfix/` takes it back; virtual(8)
/// puts all mail for `example.test` into one Maildir. Nothing rewrites, drops or breaks anything on the way, and
/// a deferred message is tried again every second.
public final class PostfixInstance: Sendable {
    /// How it speaks to the filter: the folder of `config/postfix/` to take.
    public enum FilterProtocol: String, Sendable, CaseIterable { case lmtp, smtp }

    /// Whether it can run here. With `CI` set it must: then a test fails instead of being skipped.
    public static var isAvailable: Bool {
        ProcessInfo.processInfo.environment["CI"] != nil
            || (geteuid() == 0 && FileManager.default.isExecutableFile(atPath: program))
    }

    /// Where it takes mail in.
    public let port: Int
    /// Where the filter gives it back.
    public let reentryPort: Int
    /// The loopback address of the re-entry, from which it also speaks to the filter.
    public let address: String

    private static let program = "/usr/sbin/postfix"
    private let folder: TemporaryFolder
    private var configuration: String { folder.path + "/etc" }

    /// Starts one that hands all mail to the filter at this port.
    ///
    /// - Parameter reentry: Address and port of the re-entry, for one of several hosts that share a filter; a free port
    ///   of 127.0.0.1 if nil.
    public static func start(
        filterPort: Int, over filterProtocol: FilterProtocol, reentry: (address: String, port: Int)? = nil
    ) async throws -> PostfixInstance {
        try await PostfixInstance(filterPort: filterPort, folder: filterProtocol.rawValue, reentry: reentry).started()
    }

    /// Starts one that hands all mail to the filter at this port before it takes it (`smtpd_proxy_filter`).
    public static func start(proxyPort: Int) async throws -> PostfixInstance {
        try await PostfixInstance(filterPort: proxyPort, folder: "before-queue").started()
    }

    private func started() async throws -> PostfixInstance {
        try await command("start")
        try await eventually("Postfix answers", state: { log }) {
            LoopbackPort.answers(port) && LoopbackPort.answers(reentryPort, at: address)
        }
        return self
    }

    private init(filterPort: Int, folder recipe: String, reentry: (address: String, port: Int)? = nil) throws {
        folder = try TemporaryFolder("postfix")
        port = try LoopbackPort.free()
        reentryPort = try reentry?.port ?? LoopbackPort.free()
        address = reentry?.address ?? "127.0.0.1"
        for name in ["queue", "log"] { _ = try folder.folder(name) }
        guard let postfix = getpwnam("postfix") else { throw DidNotHappen(description: "no user 'postfix'") }
        chown(try folder.folder("data"), postfix.pointee.pw_uid, postfix.pointee.pw_gid)
        chown(try folder.folder("mail"), Self.mailUser, Self.mailUser)
        let shipped = try ["main.cf", "master.cf"].map { name in
            try String(
                contentsOf: Corpora.root.appending(path: "config/postfix/\(recipe)/\(name)"), encoding: .utf8
            )
            .replacing("127.0.0.1]:10024", with: "127.0.0.1]:\(filterPort)")
            .replacing("=127.0.0.1:10036", with: "=127.0.0.1:\(filterPort)")
            .replacing("127.0.0.1:10025", with: "\(address):\(reentryPort)")
            .replacing("127.0.0.1:10026", with: "\(address):\(reentryPort)")
            .replacing("\nsmtp      inet", with: "\n127.0.0.1:\(port) inet")
        }
        // Before the queue the recipe has the smtpd that takes mail in; after it the recipe leaves that as it is.
        let entrance = recipe == "before-queue" ? "" : "127.0.0.1:\(port) inet n - n - - smtpd\n"
        try folder.write(mainConfiguration + shipped[0], to: "etc/main.cf")
        try folder.write(entrance + masterConfiguration + shipped[1], to: "etc/master.cf")
    }

    deinit {
        // Only after a failure: a test that went well has stopped it.
        if let master { kill(master, SIGKILL) }
    }

    /// Stops it and waits until it has ended.
    public func stop() async throws {
        try await command("stop")
        try await eventually("Postfix has stopped", state: { log }) { master == nil }
    }

    /// What it has logged.
    public var log: String { (try? String(contentsOfFile: folder.path + "/log/mail.log", encoding: .utf8)) ?? "" }

    /// How many messages are in its queue.
    public var queued: Int {
        let count = queueFiles
        // One that moves from a later folder to an earlier one meanwhile is in none, once.
        return count > 0 ? count : queueFiles
    }

    private var queueFiles: Int {
        ["maildrop", "incoming", "active", "deferred", "hold"].reduce(0) { sum, name in
            let walk = FileManager.default.enumerator(
                at: folder.url.appending(path: "queue/\(name)"), includingPropertiesForKeys: [.isRegularFileKey])
            let files = walk?.compactMap { $0 as? URL } ?? []
            return sum + files.count { (try? $0.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true }
        }
    }

    /// What is in its queue, as postqueue(1) tells: queue id and recipients.
    public func queueListing() async throws -> [(queueID: String, recipients: [String])] {
        struct Entry: Decodable {
            struct Recipient: Decodable { let address: String }
            let queueID: String
            let recipients: [Recipient]
            enum CodingKeys: String, CodingKey {
                case queueID = "queue_id"
                case recipients
            }
        }
        let process = try ChildProcess(URL(filePath: "/usr/sbin/postqueue"), ["-c", configuration, "-j"])
        let status = try await process.wait()
        guard status == 0 else { throw DidNotHappen(description: "postqueue: \(status)\n\(process.errors)") }
        return try process.output.split(separator: "\n").map { line in
            let entry = try JSONDecoder().decode(Entry.self, from: Data(line.utf8))
            return (entry.queueID, entry.recipients.map(\.address))
        }
    }

    /// The messages in the Maildir, as virtual(8) wrote them, with LF line ends.
    public func delivered() throws -> [[UInt8]] { try deliveredFiles.map { [UInt8](try Data(contentsOf: $0)) } }

    /// How many messages are in the Maildir.
    public var deliveredCount: Int { deliveredFiles.count }

    /// The files of the messages in the Maildir.
    public var deliveredFiles: [URL] {
        let new = folder.url.appending(path: "mail/Maildir/new")
        return (try? FileManager.default.contentsOfDirectory(at: new, includingPropertiesForKeys: nil)) ?? []
    }

    private static let mailUser: uid_t = 65_534

    private var master: pid_t? {
        guard let text = try? String(contentsOfFile: folder.path + "/queue/pid/master.pid", encoding: .utf8),
            let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)),
            // The file stays after the end: the number may be another program's by now.
            let name = try? String(contentsOfFile: "/proc/\(pid)/comm", encoding: .utf8), name == "master\n"
        else { return nil }
        return pid
    }

    private func command(_ verb: String) async throws {
        let process = try ChildProcess(URL(filePath: Self.program), ["-c", configuration, verb])
        let status = try await process.wait()
        guard status == 0 else {
            throw DidNotHappen(description: "postfix \(verb): \(status)\n\(process.errors)\n\(log)")
        }
    }

    private var mainConfiguration: String {
        """
        compatibility_level = 3.6
        queue_directory = \(folder.path)/queue
        data_directory = \(folder.path)/data
        maillog_file = \(folder.path)/log/mail.log
        maillog_file_prefixes = \(folder.path)
        mail_owner = postfix
        setgid_group = postdrop
        myhostname = mx.example.test
        mydestination =
        inet_interfaces = 127.0.0.1
        smtp_bind_address = \(address)
        lmtp_bind_address = \(address)
        inet_protocols = ipv4
        mynetworks = 127.0.0.0/8
        smtpd_relay_restrictions = permit_mynetworks, reject
        alias_maps =
        local_recipient_maps =
        virtual_mailbox_domains = example.test
        virtual_mailbox_base = \(folder.path)/mail
        virtual_mailbox_maps = static:Maildir/
        virtual_uid_maps = static:\(Self.mailUser)
        virtual_gid_maps = static:\(Self.mailUser)
        virtual_mailbox_limit = 0

        # Nothing is changed on the way.
        local_header_rewrite_clients =
        message_drop_headers =
        smtp_line_length_limit = 0
        lmtp_line_length_limit = 0
        message_size_limit = 104857600
        header_size_limit = 104857600

        # Faults are no news to the postmaster.
        notify_classes =

        # Retries come fast.
        minimal_backoff_time = 1s
        maximal_backoff_time = 1s
        queue_run_delay = 1s
        transport_retry_time = 1s


        """
    }

    private var masterConfiguration: String {
        """
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 1 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        showq unix n - n - - showq
        error unix - - n - - error
        retry unix - - n - - error
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd


        """
    }
}
