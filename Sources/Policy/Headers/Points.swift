/// Writes points as amavis does: three decimals at most, trailing zeros trimmed.
public enum Points {
    /// `7.048`, `5`, `-1.9`, `0`; never an exponent, never `-0`.
    public static func text(_ points: Double) -> String {
        let bounded = min(max(points, -1e9), 1e9)
        var thousandths = Int((bounded * 1000).rounded())
        let sign = thousandths < 0 ? "-" : ""
        thousandths = abs(thousandths)
        let whole = thousandths / 1000
        let fraction = thousandths % 1000
        guard fraction > 0 else { return "\(sign)\(whole)" }
        var digits = String(fraction + 1000).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(sign)\(whole).\(digits)"
    }
}
