/// How a part wants to be shown, and its file name.
///
/// Source: RFC 2183.
public struct ContentDisposition: Hashable, Sendable {
    /// `inline`, `attachment` or another word, in lower case; empty if the field has none.
    public let type: String
    /// All parameters in order, duplicates too; continuations joined.
    public let parameters: [Parameter]

    /// Makes a disposition.
    public init(type: String, parameters: [Parameter] = []) {
        self.type = type
        self.parameters = parameters
    }

    /// Whether the part is to be saved rather than shown: any word but `inline` says so.
    public var isAttachment: Bool { !type.isEmpty && type != "inline" }

    /// The value of a parameter: written in the form of RFC 2231 if there is one, else the first.
    public func value(_ name: String) -> [UInt8]? {
        parameters.preferred(name)?.value
    }

    /// Reads an unfolded value; it never fails. The defects say what was odd.
    public static func parse(
        _ value: [UInt8], limits: MIMELimits = MIMELimits()
    ) -> (disposition: ContentDisposition, defects: DefectSet) {
        var cursor = FieldCursor(value)
        cursor.skipBlanksAndComments()
        let start = cursor.index
        var type = cursor.take { $0 != 0x3B && $0 != 0x28 && $0 != 0x3D && !Byte.isBlank($0) }
        var end = cursor.index
        cursor.skipBlanks()
        // `Content-Disposition: filename=x` has no word, but a parameter at once.
        if cursor.byte == 0x3D {
            type = []
            end = start
        }
        var parser = ParameterParser(maximum: limits.parameters)
        let parameters = parser.parse(value, from: end)
        var defects = cursor.defects
        defects.formUnion(parser.defects)
        defects.formUnion(parameters.duplicates())
        let word = type.filter { $0 != 0x22 }.map(Byte.lower)
        return (ContentDisposition(type: String(decoding: word, as: UTF8.self), parameters: parameters), defects)
    }
}
