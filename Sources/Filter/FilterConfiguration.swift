public import SMTP

/// What holds for one message from its arrival to its answer: the settings and the next hop of one configuration.
public struct FilterConfiguration: Sendable {
    /// How it is judged, and how long that may take.
    public let settings: FilterSettings
    /// Where it goes then.
    public let nextHop: any NextHop

    /// Puts the two together.
    public init(settings: FilterSettings, nextHop: any NextHop) {
        self.settings = settings
        self.nextHop = nextHop
    }
}
