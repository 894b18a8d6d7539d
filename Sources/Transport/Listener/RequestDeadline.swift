import NIOCore
import SMTP

/// By when a client must have ended what it has begun: a command line, or a content.
///
/// What arrives in between buys a content time, by its size, and a command none: a client that sends an octet now and
/// then is cut like one that is silent. It is Postfix' `smtpd_per_request_deadline` and `smtpd_min_data_rate`.
struct RequestDeadline: Sendable {
    /// A second is added to a content's time for so many octets of it, as Postfix does. There is never more than the
    /// whole time left, so that a quick start buys no long silence.
    static let minimumDataRate = 500

    private let idleTimeout: TimeAmount
    private let dataTimeout: TimeAmount
    private var phase: ServerSession.Phase?

    /// When the client is cut; nil while we are awaited ourselves.
    private(set) var expiry: NIODeadline?

    init(idleTimeout: TimeAmount, dataTimeout: TimeAmount) {
        self.idleTimeout = idleTimeout
        self.dataTimeout = dataTimeout
    }

    /// Takes note of a step of the dialogue.
    ///
    /// - Parameters:
    ///   - phase: what is awaited after it.
    ///   - replied: whether a reply went out, which begins a new request.
    ///   - octetCount: how much came from the client.
    mutating func note(_ phase: ServerSession.Phase, replied: Bool, octetCount: Int, at now: NIODeadline) {
        let begins = replied || phase != self.phase
        self.phase = phase
        switch phase {
        case .command:
            if begins { expiry = now + idleTimeout }
        case .content:
            let whole = now + dataTimeout
            let earned = TimeAmount.nanoseconds(Int64(octetCount) * 1_000_000_000 / Int64(Self.minimumDataRate))
            expiry = begins ? whole : min(whole, (expiry ?? now) + earned)
        case .admission, .judgement, .closed: expiry = nil
        }
    }
}
