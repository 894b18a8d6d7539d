extension BadHeader: WireValue {
    /// Reads a finding; a rule or a name that cannot be is refused.
    public init(from reader: inout WireReader) throws(WireError) {
        var start = reader.position
        guard let rule = Rule(rawValue: try reader.read()) else { throw .invalid("a header rule", at: start) }
        start = reader.position
        let field = try reader.readPhrase()
        guard field.utf8.count <= Self.nameLength else { throw .invalid("a field name", at: start) }
        self.init(rule, field: field)
    }

    /// Appends the finding.
    public func write(to writer: inout WireWriter) {
        writer.write(rule.rawValue)
        writer.write(phrase: field)
    }
}
