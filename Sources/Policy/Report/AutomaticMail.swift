import MIME

/// Mail that a program sent: nobody reads a report about it, and two programs could go on writing to each other.
///
/// Source: RFC 3834 §5; amavis has no notification for `Precedence: bulk`, `list` or `junk` and for mailing lists.
enum AutomaticMail {
    /// Whether the header section says so.
    ///
    /// Complexity: O(size of the header section).
    static func isIn(_ header: Span<UInt8>) -> Bool {
        var isAutomatic = false
        HeaderFields.scan(header) { field in
            if field.isNamed("list-id", in: header) {
                isAutomatic = true
            } else if field.isNamed("auto-submitted", in: header) {
                isAutomatic = isAutomatic || word(field, header) != "no"
            } else if field.isNamed("precedence", in: header) {
                isAutomatic = isAutomatic || ["bulk", "list", "junk"].contains(word(field, header))
            }
        }
        return isAutomatic
    }

    /// The first word of the value, in lower case.
    private static func word(_ field: Field, _ header: Span<UInt8>) -> String {
        let value = field.unfoldedValue(in: header).prefix {
            $0 > 0x20 && $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: "(")
        }
        return String(decoding: value.prefix(32), as: UTF8.self).lowercased()
    }
}
