/// Which values a setting takes, and how they are written.
protocol ValueRule<Value>: Sendable {
    associatedtype Value: Hashable & Sendable
    /// What is allowed, as the end of "allowed: ".
    var allowed: String { get }
    /// The value, or nil if it is none that is allowed.
    func decode(_ value: TOMLValue) -> Value?
    /// What of a value that is not allowed an error shows.
    func fault(in value: TOMLValue) -> String
    /// The written form, which ``decode(_:)`` reads back.
    func encode(_ value: Value) -> SettingValue
}

extension ValueRule {
    func fault(in value: TOMLValue) -> String { value.description }
}

/// `true` or `false`.
struct BooleanRule: ValueRule {
    var allowed: String { "true or false" }

    func decode(_ value: TOMLValue) -> Bool? {
        if case .boolean(let flag) = value { flag } else { nil }
    }

    func encode(_ value: Bool) -> SettingValue { .boolean(value) }
}

/// One of a list of words.
struct ChoiceRule<Value: RawRepresentable<String> & CaseIterable & Hashable & Sendable>: ValueRule {
    var allowed: String { Value.allCases.map(\.rawValue.tomlQuoted).joined(separator: ", ") }

    func decode(_ value: TOMLValue) -> Value? {
        if case .string(let text) = value { Value(rawValue: text) } else { nil }
    }

    func encode(_ value: Value) -> SettingValue { .string(value.rawValue) }
}

/// A whole number in a range.
struct IntegerRule: ValueRule {
    var range: ClosedRange<Int>
    /// Whether 0 is allowed beside the range, with a meaning of its own.
    var orZero = false

    var allowed: String { "\(orZero ? "0, or " : "")\(range.lowerBound) to \(range.upperBound)" }

    func decode(_ value: TOMLValue) -> Int? {
        guard case .integer(let number) = value, range.contains(number) || (orZero && number == 0) else { return nil }
        return number
    }

    func encode(_ value: Int) -> SettingValue { .integer(value) }
}

/// Points of a spam score, within ±1,000.
struct PointsRule: ValueRule {
    var allowed: String { "a number from -1000 to 1000" }

    func decode(_ value: TOMLValue) -> Double? {
        let number: Double
        switch value {
        case .integer(let whole): number = Double(whole)
        case .float(let float): number = float
        default: return nil
        }
        return (-1_000...1_000).contains(number) ? number : nil
    }

    func encode(_ value: Double) -> SettingValue { .number(value) }
}

/// Points of a spam score, or a word that stands for none (nil): `"always"`, `"never"`.
struct PointsOrWordRule: ValueRule {
    let word: String
    private var points: PointsRule { PointsRule() }

    var allowed: String { "\(word.tomlQuoted), or \(points.allowed)" }

    func decode(_ value: TOMLValue) -> Double?? {
        value == .string(word) ? .some(nil) : points.decode(value).map { .some($0) }
    }

    func encode(_ value: Double?) -> SettingValue {
        value.map(points.encode) ?? .string(word)
    }
}
