/// A header field by where it stands in its source.
///
/// Source: RFC 5322 §2.2.
public struct Field: Hashable, Sendable {
    /// The name, without the colon and the white space before it.
    public let name: Range<Int>
    /// The body after the colon: leading white space and folds included, the last line end not.
    public let value: Range<Int>
    /// All of it, from the name to the last line end.
    public let whole: Range<Int>

    /// The name in lower case, given the bytes of the field's source.
    public func lowercasedName(in source: Span<UInt8>) -> String {
        source.lowercased(name)
    }

    /// Whether the field has this name, which is given in lower case.
    public func isNamed(_ lowercased: StaticString, in source: Span<UInt8>) -> Bool {
        source.equalsIgnoringCase(name, lowercased)
    }

    /// The value without line ends and without blanks around it; white space of folds is kept.
    ///
    /// Complexity: O(n).
    public func unfoldedValue(in source: Span<UInt8>) -> [UInt8] {
        Unfolding.unfold(source, value)
    }
}
