/// What the name that ClamAV gives for a match stands for: the same whether libclamav calls it out or clamd writes it.
public enum Detection: Hashable, Sendable {
    /// A signature or heuristic matched.
    case virus(String)
    /// Something was not looked into, for this reason; ClamAV reports that as if it were a virus.
    case obstacle(String)
    /// Something is encrypted: `encrypted Zip`.
    case encrypted(String)

    /// Takes the name apart: `Heuristics.Limits.Exceeded.MaxFiles`, before 0.104 without the limit's name,
    /// `Heuristics.Encrypted.Zip`, or a virus.
    public init(name: String) {
        if let limit = Self.rest(of: name, after: "Heuristics.Limits.Exceeded.") {
            self = .obstacle("over the scanner's limit " + limit)
        } else if let kind = Self.rest(of: name, after: "Heuristics.Encrypted.") {
            self = .encrypted("encrypted " + kind)
        } else if name == "Heuristics.Limits.Exceeded" {
            self = .obstacle("over the scanner's limits")
        } else {
            self = .virus(name)
        }
    }

    private static func rest(of name: String, after prefix: String) -> String? {
        name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
    }
}
