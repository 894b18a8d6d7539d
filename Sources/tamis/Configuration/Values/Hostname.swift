/// Names of hosts.
enum Hostname {
    /// Whether the text is labels of letters, digits, hyphens and underscores, divided by dots, at most 253 bytes.
    ///
    /// Underscores are no part of the standard, but of the names machines have.
    ///
    /// Source: RFC 1123 §2.1
    static func isValid(_ name: String) -> Bool {
        guard (1...253).contains(name.utf8.count) else { return false }
        return name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy(TOMLReader.isBareKeyByte)
        }
    }
}
