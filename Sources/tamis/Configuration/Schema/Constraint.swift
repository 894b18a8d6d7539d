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
        Constraint(keys: ["smtp.listen", "smtp.forward"]) { configuration in
            configuration.smtp.listen == configuration.smtp.forward
                ? "smtp.forward must not be smtp.listen (\(configuration.smtp.listen)): mail would go round for ever"
                : nil
        },
        Constraint(keys: ["worker.deadline", "smtp.deadline"]) { configuration in
            let (scan, whole) = (configuration.worker.deadline, configuration.smtp.deadline)
            return scan >= whole
                ? "worker.deadline (\(DurationRule.text(scan))) must be below smtp.deadline (\(DurationRule.text(whole)))"
                : nil
        },
        Constraint(keys: ["worker.maximum", "worker.children"]) { configuration in
            let (maximum, children) = (configuration.worker.maximum, configuration.worker.children)
            return maximum < children
                ? "worker.maximum (\(maximum)) must be at least worker.children (\(children))" : nil
        },
    ]
}
