/// A number of bytes: an integer, or a string with a unit, decimal (`"50MB"`) or binary (`"1GiB"`).
struct SizeRule: ValueRule {
    var range: ClosedRange<Int>
    /// Whether 0 is allowed beside the range, with a meaning of its own.
    var orZero = false

    private static let units: [(name: String, size: Int)] = [
        ("gib", 1 << 30), ("mib", 1 << 20), ("kib", 1 << 10), ("gb", 1_000_000_000), ("mb", 1_000_000), ("kb", 1_000),
        ("b", 1),
    ]

    var allowed: String {
        let bounds = "\(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))"
        return "\(orZero ? "0, or " : "")\(bounds), in bytes or as in \"50MB\", \"1GiB\""
    }

    func decode(_ value: TOMLValue) -> Int? {
        let size: Int?
        switch value {
        case .integer(let bytes): size = bytes
        case .string(let text): size = Quantity.read(text.lowercased(), units: Self.units)
        default: size = nil
        }
        guard let size, range.contains(size) || (orZero && size == 0) else { return nil }
        return size
    }

    func encode(_ value: Int) -> SettingValue {
        value > 0 && value % (1 << 10) == 0 ? .string(Self.text(value)) : .integer(value)
    }

    /// The size in the largest binary unit that leaves no rest.
    static func text(_ bytes: Int) -> String {
        for (name, unit) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] where bytes > 0 && bytes % unit == 0
        {
            return "\(bytes / unit)\(name)"
        }
        return String(bytes)
    }
}

/// A length of time: an integer of seconds, or a string with a unit from `ms` to `d`.
struct DurationRule: ValueRule {
    var range: ClosedRange<Duration>

    private static let units: [(name: String, size: Int)] = [
        ("ms", 1), ("s", 1_000), ("min", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    var allowed: String {
        let bounds = "\(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))"
        return "\(bounds), in seconds or as in \"500ms\", \"90s\", \"5min\", \"2h\", \"1d\""
    }

    func decode(_ value: TOMLValue) -> Duration? {
        let duration: Duration?
        switch value {
        case .integer(let seconds): duration = .seconds(seconds)
        case .string(let text): duration = Quantity.read(text, units: Self.units).map { .milliseconds($0) }
        default: duration = nil
        }
        return duration.flatMap { range.contains($0) ? $0 : nil }
    }

    func encode(_ value: Duration) -> SettingValue {
        let (seconds, attoseconds) = value.components
        return attoseconds == 0 ? .integer(Int(seconds)) : .string(Self.text(value))
    }

    /// The duration in hours or seconds, or in milliseconds if it has a fraction of a second.
    static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        if attoseconds != 0 { return "\(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)ms" }
        return seconds != 0 && seconds % 3_600 == 0 ? "\(seconds / 3_600)h" : "\(seconds)s"
    }
}

/// Digits with a unit.
private enum Quantity {
    /// Reads `50MB` or `50 MB`; nil if the unit is missing or unknown, or the result does not fit.
    static func read(_ text: String, units: [(name: String, size: Int)]) -> Int? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        guard !digits.isEmpty, let count = Int(digits) else { return nil }
        let name = text.dropFirst(digits.count).drop { $0 == " " }
        guard let unit = units.first(where: { $0.name == name }) else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit.size)
        return overflow ? nil : product
    }
}
