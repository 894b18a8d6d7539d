import Transport

/// A list of values of one kind; a value alone is a list of one.
struct ListRule<Element: ValueRule>: ValueRule {
    var element: Element
    var count: ClosedRange<Int> = 1...16

    var allowed: String {
        let number =
            count.lowerBound == 0 ? "at most \(count.upperBound)" : "\(count.lowerBound) to \(count.upperBound)"
        return "a list of \(number), or one alone, of: \(element.allowed)"
    }

    func decode(_ value: TOMLValue) -> [Element.Value]? {
        let values: [TOMLValue] = if case .array(let values) = value { values } else { [value] }
        let decoded = values.compactMap(element.decode)
        guard decoded.count == values.count, count.contains(decoded.count), Set(decoded).count == decoded.count else {
            return nil
        }
        return decoded
    }

    /// The first of its values that is wrong, if it is one of them that is.
    func fault(in value: TOMLValue) -> String {
        guard case .array(let values) = value else { return element.fault(in: value) }
        var seen: Set<Element.Value> = []
        for value in values {
            guard let decoded = element.decode(value) else { return element.fault(in: value) }
            guard seen.insert(decoded).inserted else { return "\(value) twice" }
        }
        return values.isEmpty ? "an empty list" : "a list of \(values.count)"
    }

    func encode(_ value: [Element.Value]) -> SettingValue { .list(value.map(element.encode)) }
}

/// A ``NextHopAddress``.
struct NextHopAddressRule: ValueRule {
    var allowed: String {
        "\"127.0.0.1:10025\", \"[::1]:10025\", \"host:10025\", \"unix:/absolute/path\", and \"*\" for the client's host"
            + " or for our port plus one, as in \"*:10025\", \"*:*\""
    }

    func decode(_ value: TOMLValue) -> NextHopAddress? {
        guard case .string(let text) = value, let address = NextHopAddress(text) else { return nil }
        if case .fixed(.tcp(_, port: 0)) = address { return nil }
        return address
    }

    func encode(_ value: NextHopAddress) -> SettingValue { .string(value.description) }
}

/// An ``AddressRange``.
struct AddressRangeRule: ValueRule {
    var allowed: String { "an address or a network such as \"192.0.2.7\", \"192.0.2.0/24\", \"2001:db8::/32\"" }

    func decode(_ value: TOMLValue) -> AddressRange? {
        if case .string(let text) = value { AddressRange(text) } else { nil }
    }

    func encode(_ value: AddressRange) -> SettingValue { .string(value.description) }
}

/// The permissions of a file, in octal: `"0660"`.
struct FileModeRule: ValueRule {
    var allowed: String { "permissions in octal such as \"0660\"" }

    func decode(_ value: TOMLValue) -> Int? {
        guard case .string(let text) = value, (3...4).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x37).contains($0) }), let mode = Int(text, radix: 8), mode <= 0o777
        else { return nil }
        return mode
    }

    func encode(_ value: Int) -> SettingValue {
        let digits = String(value, radix: 8)
        return .string(String(repeating: "0", count: max(0, 4 - digits.count)) + digits)
    }
}
