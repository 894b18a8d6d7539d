import Evidence

/// What looks into mail.
extension ConfigurationSchema {
    static let worker = Section(
        name: "worker",
        comment:
            "The program that reads and scans messages: one parent, and children in a cage, one message at a time.",
        settings: [
            Setting(
                "worker.program", \.worker.program, PathRule(orEmpty: true),
                "The program. \"\": tamis-worker in the folder of tamis itself."),
            Setting(
                "worker.children", \.worker.children, IntegerRule(range: 1...1_024, orZero: true),
                amavis: ["max_servers"],
                "How many children work beside each other. 0: two for each processor, at least 4."),
            Setting(
                "worker.maximum", \.worker.maximum, IntegerRule(range: 1...4_096, orZero: true),
                "How many children there may be while some are busy with slow messages and others are started in "
                    + "their place. At least worker.children. 0: four times as many."),
            Setting(
                "worker.max_messages", \.worker.maximumMessages, IntegerRule(range: 1...1_000_000),
                amavis: ["max_requests"],
                "After how many messages a child is replaced by a fresh one."),
            Setting(
                "worker.deadline", \.worker.deadline, DurationRule(range: .milliseconds(100) ... .seconds(598)),
                "How long a child may take for one message before it is killed. Below smtp.deadline."),
            Setting(
                "worker.memory", \.worker.memory, SizeRule(range: 1 << 26...1 << 36),
                "How much memory a child may take for itself, beside the signature database that all share."),
            Setting(
                "worker.sandbox", \.worker.sandbox, ChoiceRule(),
                "\"required\": do not start where the kernel cannot build the whole cage (Landlock, seccomp). "
                    + "\"best-effort\": build what it can, and say so."),
            Setting(
                "worker.scratch", \.worker.scratch, PathRule(), amavis: ["TEMPBASE"],
                "The folder for files that the scanner unpacks, the only one that children can write to. Best in "
                    + "memory (tmpfs)."),
        ])

    static let reading = Section(
        name: "reading",
        comment: "How much of a message is read. What lies beyond a limit is a defect that the verdict shows.",
        settings: [
            Setting(
                "reading.depth", \.reading.depth, IntegerRule(range: 1...1_000), amavis: ["MAXLEVELS"],
                "How deep parts may be nested."),
            Setting(
                "reading.parts", \.reading.parts, IntegerRule(range: 1...1_000_000), amavis: ["MAXFILES"],
                "Parts in all."),
            Setting(
                "reading.header_bytes", \.reading.headerBytes, SizeRule(range: 1 << 10...1 << 30),
                "The header of the message or of one part."),
            Setting(
                "reading.header_fields", \.reading.headerFields, IntegerRule(range: 10...1_000_000),
                "Fields of one header."),
            Setting(
                "reading.parameters", \.reading.parameters, IntegerRule(range: 10...100_000),
                "Parameters of one MIME field."),
            Setting(
                "reading.readings", \.reading.readings, IntegerRule(range: 1...100),
                "In how many other ways a message is read and scanned where mail programs may take it differently. Each "
                    + "may take as long as the first."),
            Setting(
                "reading.decoded_part_bytes", \.reading.decodedPartBytes, SizeRule(range: 1 << 10...1 << 32),
                "One part, decoded."),
            Setting(
                "reading.decoded_bytes", \.reading.decodedBytes, SizeRule(range: 1 << 10...1 << 32),
                amavis: ["MAX_EXPANSION_QUOTA"],
                "All parts together, decoded."),
            Setting(
                "reading.expansion", \.reading.expansion, IntegerRule(range: 1...1_000),
                amavis: ["MAX_EXPANSION_FACTOR"],
                "Encoded messages within the message, decoded, as a multiple of its size."),
            Setting(
                "reading.embedded_files", \.reading.embeddedFiles, IntegerRule(range: 1...1_000_000),
                "Files that stand encoded in parts (uuencode, yEnc, BinHex, TNEF), which count as parts too."),
            Setting(
                "reading.embedded_depth", \.reading.embeddedDepth, IntegerRule(range: 1...1_000),
                "How deep such files may stand within each other."),
            Setting(
                "reading.embedded_expansion", \.reading.embeddedExpansion, IntegerRule(range: 1...1_000),
                "All such files, decoded, as a multiple of the message's size, or of 1 MiB if it is smaller."),
            Setting(
                "reading.text_bytes", \.reading.textBytes, SizeRule(range: 1 << 10...1 << 30),
                amavis: ["sa_mail_body_size_limit"],
                "Text that is taken into words, over all parts."),
            Setting(
                "reading.html_bytes", \.reading.htmlBytes, SizeRule(range: 1 << 10...1 << 30),
                "HTML of one part that is parsed; of what follows only the text is kept."),
            Setting(
                "reading.html_depth", \.reading.htmlDepth, IntegerRule(range: 10...10_000),
                "Open elements of HTML. The time it takes grows with the square."),
            Setting(
                "reading.html_attributes", \.reading.htmlAttributes, IntegerRule(range: 10...10_000),
                "Attributes of one tag. The time it takes grows with the square."),
            Setting(
                "reading.urls", \.reading.urls, IntegerRule(range: 1...100_000), "URLs that are kept."),
            Setting(
                "reading.attachments", \.reading.attachments, IntegerRule(range: 1...100_000),
                "Attachments that are described."),
            Setting(
                "reading.tokens", \.reading.tokens, IntegerRule(range: 100...1_000_000),
                "Distinct tokens that Bayes sees."),
        ])

    static let antivirus = Section(
        name: "antivirus", comment: "The virus scanner: libclamav, inside the worker, or clamd, which the worker asks.",
        settings: [
            Setting(
                "antivirus.enabled", \.antivirus.enabled, BooleanRule(), amavis: ["bypass_virus_checks_maps"],
                "Whether messages are scanned."),
            Setting(
                "antivirus.engine", \.antivirus.engine, ListRule(element: ScanEngineRule(), count: 1...8),
                amavis: ["av_scanners", "av_scanners_backup"],
                "Who looks for viruses, in order: the next is asked where the one before could not. clamd.conf needs "
                    + "AlertEncrypted yes and AlertExceedsMax yes."),
            Setting(
                "antivirus.database", \.antivirus.database, PathRule(), amavis: ["DatabaseDirectory"],
                "The folder of libclamav's signatures, or one signature file. freshclam keeps its own in /var/lib/clamav."
            ),
            Setting(
                "antivirus.reload", \.antivirus.reload, ChoiceRule(),
                "How changed signatures are loaded. \"parallel\": while those before are still in use, which takes "
                    + "twice the memory for that time. \"sequential\": after those before are gone, for small "
                    + "machines; messages wait meanwhile, and where the new ones are broken none are left."),
            Setting(
                "antivirus.on_virus", \.antivirus.onVirus, ChoiceRule(), amavis: ["final_virus_destiny"],
                "What happens to a message in which a virus is found. \"quarantine\": a copy is kept, and then it is "
                    + "discarded; before the queue it is refused. \"pass\": it goes on, with X-Amavis-Alert."),
            Setting(
                "antivirus.on_failure", \.antivirus.onFailure, ChoiceRule(), amavis: ["OnFail"],
                "What happens to a message that could not be scanned. \"pass\": it goes on, marked as UNCHECKED. "
                    + "\"tempfail\": Postfix keeps it and tries again."),
            Setting(
                "antivirus.virus_name_to_points", \.antivirus.virusNameToPoints,
                ListRule(element: VirusPointsRule(), count: 0...1_000),
                amavis: ["virus_name_to_spam_score_maps"],
                "Signatures that give points of spam instead of making a virus of it, for those of spam and phishing that "
                    + "others offer beside ClamAV's. The first that fits counts."),
        ])

    static let attachments = Section(
        name: "attachments",
        comment:
            "Which files mail may carry, attached or in archives to any depth: by name and by type, whether the message "
            + "declares it or the content says it.",
        settings: [
            Setting(
                "attachments.block", \.attachments.block, ListRule(element: AttachmentRuleRule(), count: 0...1_000),
                amavis: ["banned_filename_re", "banned_namepath_re"],
                "What is forbidden. []: nothing is. @macros, Office documents with macros, is not among the default."),
            Setting(
                "attachments.allow", \.attachments.allow, ListRule(element: AttachmentRuleRule(), count: 0...1_000),
                "What is allowed nevertheless: asked first."),
            Setting(
                "attachments.on_banned", \.attachments.onBanned, ChoiceRule(), amavis: ["final_banned_destiny"],
                "What happens to a message that carries what is forbidden. \"pass\": it goes on, with X-Amavis-Alert. "
                    + "\"quarantine\": a copy is kept, and then it is discarded; before the queue it is refused."),
            Setting(
                "attachments.log_only", \.attachments.logOnly, BooleanRule(),
                "Whether what is forbidden is only written to the log, to try rules out."),
            Setting(
                "attachments.on_encrypted", \.attachments.onEncrypted, ChoiceRule(),
                amavis: ["final_unchecked_destiny"],
                "What happens to a message with an encrypted archive or document, which nobody can look into. \"pass\": "
                    + "it goes on, marked as UNCHECKED. \"quarantine\": as for on_banned."),
            Setting(
                "attachments.encrypted_subject_tag", \.attachments.encryptedSubjectTag, TextRule(length: 0...64),
                amavis: ["undecipherable_subject_tag"],
                "Put before the Subject of such a message. \"\": the Subject stays, and with it the DKIM signature."),
        ])

    static let bayes = Section(
        name: "bayes", comment: "The classifier that learns from your mail (tamis learn).",
        settings: [
            Setting(
                "bayes.enabled", \.bayes.enabled, BooleanRule(), amavis: ["use_bayes", "bypass_spam_checks_maps"],
                "Whether messages are scored by it."),
            Setting(
                "bayes.minimum_ham", \.bayes.minimumHam, IntegerRule(range: 1...1_000_000),
                amavis: ["bayes_min_ham_num"],
                "How much ham must have been learned before it gives points, where there is no starter model."),
            Setting(
                "bayes.minimum_spam", \.bayes.minimumSpam, IntegerRule(range: 1...1_000_000),
                amavis: ["bayes_min_spam_num"],
                "How much spam must have been learned before it gives points, where there is no starter model."),
            Setting(
                "bayes.max_tokens", \.bayes.maximumTokens, IntegerRule(range: 10_000...50_000_000),
                amavis: ["bayes_expiry_max_db_size"],
                "How many tokens are kept: 40 bytes of memory and about as many on the disk each. Beyond that those go "
                    + "first that few messages had and none for long."),
            Setting(
                "bayes.token_texts", \.bayes.tokenTexts, IntegerRule(range: 0...1_000_000),
                "Of how many tokens, the strongest, the text is kept for tamis bayes top. 0: of none; then the database "
                    + "does not tell what mail was about."),
            Setting(
                "bayes.starter", \.bayes.starter, BooleanRule(),
                "Whether the model that comes with Tamis helps until enough is learned here. With it there are points from "
                    + "the first message on; without it, after minimum_ham and minimum_spam."),
            Setting(
                "bayes.starter_model", \.bayes.starterModel, PathRule(orEmpty: true),
                "That model. \"\": share/tamis/starter-model.txt beside the folder that tamis itself is in."),
            Setting(
                "bayes.auto_learn", \.bayes.autoLearn, BooleanRule(), amavis: ["bayes_auto_learn"],
                "Whether it learns by itself what is passed on: messages whose score is far from the middle and of which "
                    + "other evidence says the same. tamis bayes auto-learned shows and takes them back."),
            Setting(
                "bayes.auto_learn_per_day", \.bayes.autoLearnPerDay, IntegerRule(range: 1...100_000),
                "How many spam, and how many ham, it learns by itself in 24 hours."),
            Setting(
                "bayes.scope", \.bayes.scope, ChoiceRule(),
                "\"site\": one model for all. \"domain\", \"recipient\": what is learned with --recipient counts for "
                    + "recipients of that domain, or for that recipient, alone, beside what is learned for all."),
            Setting(
                "bayes.scope_weight", \.bayes.scopeWeight, IntegerRule(range: 1...1_000),
                "As how many messages that were learned for all one counts, for its recipient, that was learned for him."
            ),
            Setting(
                "bayes.max_scopes", \.bayes.maximumScopes, IntegerRule(range: 1...10_000),
                "How many domains or recipients may have a model of their own. All are in memory."),
            Setting(
                "bayes.scope_tokens", \.bayes.scopeTokens, IntegerRule(range: 1_000...10_000_000),
                "How many tokens each of those may keep, 40 bytes of memory each."),
        ])
}
