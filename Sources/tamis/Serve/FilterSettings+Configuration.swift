import Filter
import Policy

extension FilterSettings {
    /// What the pipeline needs of the configuration.
    init(_ configuration: Configuration) {
        let policy = configuration.policy
        self.init(
            policy: PolicySettings(
                tagLevel: policy.tag, tag2Level: policy.tag2,
                subjectTag: policy.subjectTag.isEmpty ? nil : policy.subjectTag,
                onAntivirusFailure: configuration.antivirus.onFailure == .pass ? .pass : .tempfail,
                product: configuration.header.product, domain: configuration.header.domain,
                hostname: configuration.hostname),
            scansForViruses: configuration.antivirus.enabled, usesBayes: configuration.bayes.enabled,
            deadline: configuration.smtp.deadline,
            // A fifth of the budget is left for the next hop, a minute at most.
            relayReserve: min(.seconds(60), configuration.smtp.deadline / 5))
    }
}
