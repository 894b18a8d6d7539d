/// How many points a signature's name is worth, where it is not to count as a virus: for signatures of spam and
/// phishing, such as Sanesecurity's.
public struct VirusPoints: Hashable, Sendable, CustomStringConvertible {
    /// The rule as it was written: `Sanesecurity.Spam.*=5`.
    public let description: String
    private let pattern: Glob
    /// Points of the spam score; nil: it is a virus, whatever later rules say.
    public let points: Double?

    /// Reads `PATTERN=POINTS` or `PATTERN=virus`; nil if it is none. In the pattern `*` stands for any characters, `?` for
    /// one; case does not count.
    public init?(_ text: String) {
        guard let equals = text.lastIndex(of: "=") else { return nil }
        let pattern = text[..<equals].filter { $0 != " " }
        let value = text[text.index(after: equals)...].filter { $0 != " " }
        guard !pattern.isEmpty else { return nil }
        if value == "virus" {
            points = nil
        } else if let number = Double(value), (-1_000...1_000).contains(number) {
            points = number
        } else {
            return nil
        }
        self.pattern = Glob(String(pattern))
        description = text
    }

    /// What `rules` say of a name: the first that fits counts; nil: a virus.
    static func points(for name: String, _ rules: [VirusPoints]) -> Double? {
        guard !rules.isEmpty else { return nil }
        let scalars = Array(name.lowercased().unicodeScalars)
        return rules.first { $0.pattern.matches(scalars) }?.points
    }
}
