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
                "smtp.listen", \.smtp.listen, EndpointRule(orAnyPort: true),
                amavis: ["inet_socket_port", "inet_socket_bind", "unix_socketname"],
                "Where Postfix hands mail to Tamis, by SMTP or LMTP: the greeting tells which. Whoever reaches it can "
                    + "send mail through you: keep it on loopback."),
            Setting(
                "smtp.forward", \.smtp.forward, EndpointRule(), amavis: ["forward_method", "notify_method"],
                "Where Tamis hands mail back: the listener of Postfix that has no content filter."),
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
                "smtp.deadline", \.smtp.deadline, DurationRule(range: .seconds(1) ... .seconds(599)),
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
                "policy.tag", \.policy.tag, PointsOrAlwaysRule(), amavis: ["sa_tag_level_deflt"],
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
