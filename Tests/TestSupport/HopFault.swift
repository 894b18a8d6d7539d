/// What a ``FaultyHop`` does wrong, and when.
public struct HopFault: Hashable, Sendable, CustomStringConvertible {
    /// Where in the dialogue.
    public enum Phase: String, Hashable, Sendable, CaseIterable {
        case greeting, ehlo, xforward, mail, rcpt, data, content, dot
    }

    /// What happens there.
    public enum Act: Hashable, Sendable {
        /// The command is not passed on; this code answers it. 421 closes the connection too. In ``Phase/rcpt`` every
        /// recipient gets it.
        case reply(Int)
        /// As ``reply(_:)``, but every second recipient is let through.
        case replyToSome(Int)
        /// The connection closes before the command (for ``Phase/dot``: the final dot) is passed on.
        case closeBefore
        /// The server takes the command; the connection closes before its reply is passed back.
        case closeAfter
        /// Nothing happens for this long before the command is passed on.
        case stallBefore(Duration)
        /// Nothing happens for this long before the reply is passed back.
        case stallAfter(Duration)
        /// From here on octets pass one at a time, both ways.
        case octets
    }

    /// Where.
    public let phase: Phase
    /// What.
    public let act: Act

    /// Makes one.
    public init(_ phase: Phase, _ act: Act) {
        self.phase = phase
        self.act = act
    }

    /// `dot: closeAfter`, without how long it takes.
    public var description: String {
        let word =
            switch act {
            case .reply(let code): "reply \(code)"
            case .replyToSome(let code): "reply \(code) to every second"
            case .closeBefore: "close before it is passed on"
            case .closeAfter: "close before the reply is passed back"
            case .stallBefore: "stall before it is passed on"
            case .stallAfter: "stall before the reply is passed back"
            case .octets: "one octet at a time"
            }
        return "\(phase.rawValue): \(word)"
    }

    /// What a refusal says, so that it is known again in a bounce.
    public static let mark = "by the plan of the test"
}
