import Transport

/// A text of printable ASCII: it goes into header fields and log lines as it stands.
struct TextRule: ValueRule {
    var length: ClosedRange<Int>

    var allowed: String {
        "printable ASCII of \(length.lowerBound == 0 ? "at most" : "\(length.lowerBound) to") \(length.upperBound) characters"
    }

    func decode(_ value: TOMLValue) -> String? {
        guard case .string(let text) = value, length.contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) })
        else { return nil }
        return text
    }

    func encode(_ value: String) -> SettingValue { .string(value) }
}

/// A host's name, or "" for what the machine says.
struct HostnameRule: ValueRule {
    var allowed: String { "a host name such as \"mx.example.org\", or \"\"" }

    func decode(_ value: TOMLValue) -> String? {
        guard case .string(let name) = value, name.isEmpty || Hostname.isValid(name) else { return nil }
        return name
    }

    func encode(_ value: String) -> SettingValue { .string(value) }
}

/// An absolute path.
struct PathRule: ValueRule {
    /// Whether "" is allowed, with a meaning of its own.
    var orEmpty = false
    /// Whether a UNIX socket is to be bound there.
    var isSocket = false

    var allowed: String {
        "an absolute path\(isSocket ? " of at most \(Endpoint.maximumPathLength) bytes" : "")\(orEmpty ? ", or \"\"" : "")"
    }

    func decode(_ value: TOMLValue) -> String? {
        guard case .string(let path) = value else { return nil }
        if path.isEmpty { return orEmpty ? path : nil }
        return (isSocket ? Endpoint.isSocketPath(path) : AbsolutePath.isValid(path)) ? path : nil
    }

    func encode(_ value: String) -> SettingValue { .string(value) }
}

/// The name of a group of the system, or "".
struct GroupRule: ValueRule {
    var allowed: String { "a group's name of at most 32 characters, or \"\"" }

    func decode(_ value: TOMLValue) -> String? {
        guard case .string(let name) = value, name.utf8.count <= 32, name.utf8.first != UInt8(ascii: "-"),
            name.utf8.allSatisfy({ TOMLReader.isBareKeyByte($0) || $0 == UInt8(ascii: ".") })
        else { return nil }
        return name
    }

    func encode(_ value: String) -> SettingValue { .string(value) }
}

/// An ``Endpoint``.
struct EndpointRule: ValueRule {
    /// Whether port 0, any free port, is allowed.
    var orAnyPort = false

    var allowed: String {
        "\"127.0.0.1:10024\", \"[::1]:10024\", \"host:10024\" (ports \(orAnyPort ? "0" : "1") to 65535) or"
            + " \"unix:/absolute/path\""
    }

    func decode(_ value: TOMLValue) -> Endpoint? {
        guard case .string(let text) = value, let endpoint = Endpoint(text) else { return nil }
        if case .tcp(_, port: 0) = endpoint, !orAnyPort { return nil }
        return endpoint
    }

    func encode(_ value: Endpoint) -> SettingValue { .string(value.description) }
}
