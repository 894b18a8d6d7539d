import Transport

/// The way of mail through Tamis, and the log about it.
extension ConfigurationSchema {
    static let general = Section(
        name: "", comment: "",
        settings: [
            Setting(
                "hostname", \.hostname, HostnameRule(), amavis: ["myhostname"],
                "The name of this host in greetings, Received fields and the log. \"\": the name the system has.")
        ])

    static let log = Section(
        name: "log", comment: "The log goes to standard error, which systemd hands to the journal.",
        settings: [
            Setting(
                "log.level", \.log.level, ChoiceRule(), amavis: ["log_level"],
                "The least level that is written. The line that each message gets is of level info.")
        ])

    static let smtp = Section(
        name: "smtp", comment: "Where mail comes from and where it goes.",
        settings: [
            Setting(
                "smtp.listen", \.smtp.listen, ListRule(element: EndpointRule(orAnyPort: true)),
                amavis: ["inet_socket_port", "inet_socket_bind", "unix_socketname"],
                "Where Postfix hands mail to Tamis, by SMTP or LMTP: the greeting tells which. Whoever reaches it can "
                    + "send mail through you: keep it on loopback or to smtp.inet_acl. Not used where systemd hands "
                    + "over sockets (tamis.socket)."),
            Setting(
                "smtp.socket_mode", \.smtp.socketMode, FileModeRule(), amavis: ["unix_socket_mode"],
                "Who may connect to a UNIX socket of smtp.listen. With the default its folder decides."),
            Setting(
                "smtp.inet_acl", \.smtp.inetACL, ListRule(element: AddressRangeRule(), count: 0...1_000),
                "The hosts that may hand over mail and whose word is taken for what XFORWARD tells: your MX. Others "
                    + "are sent away with 421."),
            Setting(
                "smtp.forward", \.smtp.forward, ListRule(element: NextHopAddressRule()),
                amavis: ["forward_method", "notify_method"],
                "Where Tamis hands mail back: the listener of Postfix that has no content filter. Of several the next "
                    + "one is tried when one cannot be reached. \"*\" stands for the host that brought the message, "
                    + "so that each of several MX gets its own mail back, and as port for the one it came to plus one."),
            Setting(
                "smtp.max_next_hop_connections", \.smtp.maximumNextHopConnections, IntegerRule(range: 1...10_000),
                "How many connections to one next hop there may be at a time; further messages wait. Keep it below "
                    + "the process limit of that listener in Postfix' master.cf (default_process_limit = 100)."),
            Setting(
                "smtp.forward_protocol", \.smtp.forwardProtocol, ChoiceRule(),
                "What is spoken there. LMTP has one reply per recipient, but Postfix' smtpd speaks SMTP."),
            Setting(
                "smtp.size_limit", \.smtp.sizeLimit, SizeRule(range: 1 << 10...1 << 32),
                amavis: ["smtpd_message_size_limit"],
                "The longest message that is taken. Keep it above Postfix' message_size_limit, whose default is "
                    + "10240000: Postfix bounces what is refused here."),
            Setting(
                "smtp.max_content_bytes_in_flight", \.smtp.maximumContentBytesInFlight,
                SizeRule(range: 1 << 11...1 << 40, orZero: true),
                "How many bytes of messages may be held at once, in memory; further messages wait for room. At least "
                    + "twice smtp.size_limit. 0: a quarter of the memory, at least 200MiB, at most 1GiB."),
            Setting(
                "smtp.deadline", \.smtp.deadline, DurationRule(range: .seconds(1) ... .seconds(540)),
                amavis: ["child_timeout"],
                "How long a message may take from its last byte to the reply. Only the next hop may take up to 240 "
                    + "seconds more to take it, within the 600 seconds after which Postfix gives up "
                    + "(smtp_data_done_timeout)."),
            Setting(
                "smtp.idle_timeout", \.smtp.idleTimeout, DurationRule(range: .seconds(1) ... .seconds(3_600)),
                amavis: ["smtpd_timeout"],
                "How long a client may be silent before its connection is closed."),
            Setting(
                "smtp.drain", \.smtp.drain, DurationRule(range: .zero ... .seconds(3_600)),
                "How long messages in work may go on after SIGTERM. Keep it below TimeoutStopSec of the systemd unit "
                    + "(330 seconds)."),
        ])

    static let beforeQueue = Section(
        name: "before_queue",
        comment:
            "Mail that Postfix hands over while the sending host still waits (smtpd_proxy_filter): it can be refused.",
        settings: [
            Setting(
                "before_queue.listen", \.beforeQueue.listen,
                ListRule(element: EndpointRule(orAnyPort: true), count: 0...16),
                "Where Postfix hands it over. []: nowhere."),
            Setting(
                "before_queue.forward", \.beforeQueue.forward, ListRule(element: NextHopAddressRule()),
                "Where it goes on: the smtpd behind the proxy. As smtp.forward."),
            Setting(
                "before_queue.deadline", \.beforeQueue.deadline,
                DurationRule(range: .seconds(1) ... .seconds(90)),
                "How long such a message may take from its last byte to the reply. Only the smtpd behind may take what "
                    + "is left of the 100 seconds after which Postfix gives up (smtpd_proxy_timeout; do not lower it)."),
            Setting(
                "before_queue.kill", \.beforeQueue.kill, PointsOrWordRule(word: "never"),
                amavis: ["sa_kill_level_deflt"],
                "The score from which on spam is refused. Viruses always are."),
        ])

    static let journal = Section(
        name: "journal",
        comment: "Which deliveries were made, so that a retry of Postfix delivers what is missing and nothing twice.",
        settings: [
            Setting(
                "journal.keep", \.journal.keep, DurationRule(range: .zero ... .seconds(60 * 86_400)),
                "How long each is remembered: as long as Postfix tries (maximal_queue_lifetime). 0: not at all.")
        ])

    static let storage = Section(
        name: "storage", comment: "The databases: what was learned, and the history.",
        settings: [
            Setting(
                "storage.folder", \.storage.folder, PathRule(), amavis: ["MYHOME", "db_home", "bayes_path"],
                "The folder of the databases. It and what is in it belong to the user that runs Tamis.")
        ])

    static let quarantine = Section(
        name: "quarantine", comment: "Copies of mail that is not passed, in amavis' form.",
        settings: [
            Setting(
                "quarantine.folder", \.quarantine.folder, PathRule(), amavis: ["QUARANTINEDIR"],
                "The folder of the copies. Nothing is deleted from it.")
        ])

    static let policy = Section(
        name: "policy", comment: "What is done about a message. Spam passes, tagged; viruses go into quarantine.",
        settings: [
            Setting(
                "policy.tag", \.policy.tag, PointsOrWordRule(word: "always"), amavis: ["sa_tag_level_deflt"],
                "The score from which on X-Spam-Status, X-Spam-Score and X-Spam-Level are written."),
            Setting(
                "policy.tag2", \.policy.tag2, PointsRule(), amavis: ["sa_tag2_level_deflt", "required_score"],
                "The score from which on a message is spam: X-Spam-Flag: YES."),
            Setting(
                "policy.subject_tag", \.policy.subjectTag, TextRule(length: 0...64),
                amavis: ["sa_spam_subject_tag", "rewrite_header"],
                "Put before the Subject of spam, for example \"***SPAM*** \". \"\": the Subject stays, and with it "
                    + "the DKIM signature."),
        ])

    static let header = Section(
        name: "header", comment: "What X-Virus-Scanned says: \"PRODUCT at DOMAIN\".",
        settings: [
            Setting(
                "header.product", \.header.product, TextRule(length: 1...64),
                amavis: ["X_HEADER_LINE", "myproduct_name"],
                "The product's name."),
            Setting(
                "header.domain", \.header.domain, HostnameRule(), amavis: ["mydomain"],
                "The domain. \"\": the hostname."),
        ])

    static let control = Section(
        name: "control", comment: "The socket by which learn, score and other commands reach the daemon.",
        settings: [
            Setting(
                "control.socket", \.control.socket, PathRule(isSocket: true),
                "The path of the socket, mode 0660."),
            Setting(
                "control.group", \.control.group, GroupRule(),
                "The group that may use it. \"\": the group of the daemon."),
        ])
}
