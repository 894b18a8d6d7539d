import Descriptors

/// An engine's turn at a message.
struct ScanTurn: Sendable {
    /// Its place in the settings.
    let engine: Int
    /// The connection to it, if it is a clamd.
    let socket: OwnedDescriptor?
    /// How long a clamd may take.
    let time: Duration
    let start = ContinuousClock.now
}
