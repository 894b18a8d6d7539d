import Filter
import MailObject
import Policy

extension FilterSettings {
    /// What the pipeline needs of the configuration for mail that comes before or after the queue.
    init(_ configuration: Configuration, placement: Placement = .afterQueue) {
        let deadline = placement == .afterQueue ? configuration.smtp.deadline : configuration.beforeQueue.deadline
        self.init(
            policy: PolicySettings(configuration), scansForViruses: configuration.antivirus.enabled,
            usesBayes: configuration.bayes.enabled, deadline: deadline,
            // A fifth of the budget is left for the next hop, a minute at most.
            relayReserve: min(.seconds(60), deadline / 5))
    }
}
