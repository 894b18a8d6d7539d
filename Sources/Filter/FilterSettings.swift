public import Policy

/// What the pipeline needs to know of the configuration. One value, read once a message: a reload never changes
/// the rules in the middle of a message.
public struct FilterSettings: Sendable, Hashable {
    /// Levels, tags and names.
    public var policy: PolicySettings
    /// Whether messages are handed to the virus scanner.
    public var scansForViruses: Bool
    /// Whether messages are scored by the classifier.
    public var usesBayes: Bool
    /// The budget of one message from its final dot to our answer; below the 600 s after which Postfix gives up
    /// (law 12).
    public var deadline: Duration
    /// How much of the budget is kept for handing the message on: inspection ends this long before it.
    public var relayReserve: Duration

    /// Makes settings.
    public init(
        policy: PolicySettings = PolicySettings(), scansForViruses: Bool = true, usesBayes: Bool = true,
        deadline: Duration = .seconds(300), relayReserve: Duration = .seconds(60)
    ) {
        self.policy = policy
        self.scansForViruses = scansForViruses
        self.usesBayes = usesBayes
        self.deadline = deadline
        self.relayReserve = relayReserve
    }
}
