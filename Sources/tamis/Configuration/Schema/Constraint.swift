import MailObject

/// What must hold between keys.
struct Constraint: Sendable {
    /// The keys that can break it.
    let keys: [String]
    /// What is wrong with a resolved configuration, or nil.
    let complaint: @Sendable (Configuration) -> String?

    /// All constraints.
    static let all: [Constraint] = [
        Constraint(keys: ["smtp.max_content_bytes_in_flight", "smtp.size_limit"]) { configuration in
            let (bound, limit) = (configuration.smtp.maximumContentBytesInFlight, configuration.smtp.sizeLimit)
            return bound / 2 < limit
                ? "smtp.max_content_bytes_in_flight (\(SizeRule.text(bound))) must be at least twice smtp.size_limit (\(SizeRule.text(limit)))"
                : nil
        },
        Constraint(keys: ["smtp.forward", "smtp.listen", "before_queue.listen"]) { configuration in
            NextHopCheck(configuration, .afterQueue).complaint
        },
        Constraint(keys: ["before_queue.forward", "before_queue.listen", "smtp.listen"]) { configuration in
            NextHopCheck(configuration, .beforeQueue).complaint
        },
        Constraint(keys: ["smtp.listen", "before_queue.listen"]) { configuration in
            configuration.smtp.listen.first(where: configuration.beforeQueue.listen.contains).map {
                "\($0) is in smtp.listen and in before_queue.listen"
            }
        },
        Constraint(keys: ["journal.keep"]) { configuration in
            let keep = configuration.journal.keep
            return keep > .zero && keep < .seconds(6 * 3_600)
                ? "journal.keep (\(DurationRule.text(keep))) must be 0 or at least 6h: Postfix tries again for days, an hour or more apart"
                : nil
        },
        Constraint(keys: ["worker.deadline", "smtp.deadline"]) { configuration in
            let (scan, whole) = (configuration.worker.deadline, configuration.smtp.deadline)
            return scan >= whole
                ? "worker.deadline (\(DurationRule.text(scan))) must be below smtp.deadline (\(DurationRule.text(whole)))"
                : nil
        },
        Constraint(keys: ["worker.deadline", "before_queue.deadline", "before_queue.listen"]) { configuration in
            let (scan, whole) = (configuration.worker.deadline, configuration.beforeQueue.deadline)
            return !configuration.beforeQueue.listen.isEmpty && scan >= whole
                ? "worker.deadline (\(DurationRule.text(scan))) must be below before_queue.deadline (\(DurationRule.text(whole)))"
                : nil
        },
        Constraint(keys: ["before_queue.kill", "policy.tag2"]) { configuration in
            guard let kill = configuration.beforeQueue.kill, kill < configuration.policy.tag2 else { return nil }
            return
                "before_queue.kill (\(kill)) must be at least policy.tag2 (\(configuration.policy.tag2)): only spam is refused"
        },
        Constraint(keys: ["worker.maximum", "worker.children"]) { configuration in
            let (maximum, children) = (configuration.worker.maximum, configuration.worker.children)
            return maximum < children
                ? "worker.maximum (\(maximum)) must be at least worker.children (\(children))" : nil
        },
    ]
}
