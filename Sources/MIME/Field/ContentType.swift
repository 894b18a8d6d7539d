/// A media type with its parameters.
///
/// Source: RFC 2045 §5.1, RFC 2046.
public struct ContentType: Hashable, Sendable {
    /// The top-level type in lower case, `text`.
    public let type: String
    /// The subtype in lower case, `plain`.
    public let subtype: String
    /// All parameters in order, duplicates too; continuations joined.
    public let parameters: [Parameter]

    /// Makes a media type.
    public init(type: String, subtype: String, parameters: [Parameter] = []) {
        self.type = type
        self.subtype = subtype
        self.parameters = parameters
    }

    /// What a part is that says nothing.
    public static let plainText = ContentType(type: "text", subtype: "plain")
    /// What a part of a multipart/digest is that says nothing.
    public static let message = ContentType(type: "message", subtype: "rfc822")

    /// `type/subtype`.
    public var mediaType: String { type + "/" + subtype }

    /// Whether the part is divided into parts.
    public var isMultipart: Bool { type == "multipart" }

    /// Whether the part is a message with a header of its own.
    public var isMessage: Bool {
        type == "message" && (subtype == "rfc822" || subtype == "global" || subtype == "news")
    }

    /// The value of a parameter: written in the form of RFC 2231 if there is one, else the first.
    public func value(_ name: String) -> [UInt8]? {
        parameters.preferred(name)?.value
    }

    /// The charset parameter in lower case; nil if there is none.
    public var charset: String? {
        value("charset").map { String(decoding: $0.map(Byte.lower), as: UTF8.self) }
    }

    /// The boundary that parts are divided by: the first given; trailing blanks do not count.
    ///
    /// RFC 2231 forms come last, as most mail programs do not read them here.
    public var boundary: [UInt8]? { boundary(by: .first) }

    /// The boundary as an interpretation takes it.
    func boundary(by choice: Interpretation.Boundary) -> [UInt8]? {
        let all = parameters.filter { $0.name == "boundary" }
        let chosen =
            switch choice {
            case .first, .unquoted, .found: all.first { $0.form == .plain }
            case .last: all.last
            case .extended: all.first { $0.form != .plain }
            }
        guard var value = (chosen ?? all.first)?.value else { return nil }
        while let last = value.last, Byte.isBlank(last) { value.removeLast() }
        return value.isEmpty ? nil : value
    }

    /// Reads an unfolded value; nil if it names no type. The defects say what was odd.
    ///
    /// Complexity: O(n log n) in the number of parameters, which is limited.
    public static func parse(
        _ value: [UInt8], limits: MIMELimits = MIMELimits()
    ) -> (contentType: ContentType?, defects: DefectSet) {
        parse(value, limits: limits, ignoresQuotes: false)
    }

    /// The same; `ignoresQuotes`: parameters as a reader takes them that looks for `name=` and the next semicolon.
    static func parse(
        _ value: [UInt8], limits: MIMELimits, ignoresQuotes: Bool
    ) -> (contentType: ContentType?, defects: DefectSet) {
        var defects = DefectSet()
        var cursor = FieldCursor(value)
        cursor.skipBlanksAndComments()
        while cursor.byte == 0x3A || cursor.byte == 0x22 {
            defects.insert(cursor.byte == 0x3A ? .disguisedContentField : .malformedContentType)
            cursor.advance()
            cursor.skipBlanksAndComments()
        }
        let type = cursor.take { isTokenByte($0) }
        cursor.skipBlanksAndComments()
        var subtype: [UInt8] = []
        if cursor.byte == 0x2F {
            cursor.advance()
            cursor.skipBlanksAndComments()
            subtype = cursor.take { isTokenByte($0) }
        }
        if cursor.byte == 0x22 {
            cursor.advance()
            defects.insert(.malformedContentType)
        }
        defects.formUnion(cursor.defects)
        var parser = ParameterParser(maximum: limits.parameters, ignoresQuotes: ignoresQuotes)
        let parameters = parser.parse(value, from: cursor.index)
        defects.formUnion(parser.defects)
        defects.formUnion(parameters.duplicates())
        guard !type.isEmpty, !subtype.isEmpty else {
            defects.insert(.malformedContentType)
            guard type.map(Byte.lower).elementsEqual("text".utf8) else { return (nil, defects) }
            return (ContentType(type: "text", subtype: "plain", parameters: parameters), defects)
        }
        let contentType = ContentType(
            type: String(decoding: type.map(Byte.lower), as: UTF8.self),
            subtype: String(decoding: subtype.map(Byte.lower), as: UTF8.self), parameters: parameters)
        return (contentType, defects)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        !Byte.isBlank(byte) && byte != 0x2F && byte != 0x3B && byte != 0x28 && byte != 0x22 && byte != 0x3D
    }
}

extension [Parameter] {
    /// The parameter that a mail program would take: in the form of RFC 2231 if there is one, else the first.
    func preferred(_ name: String) -> Parameter? {
        first { $0.name == name && $0.form != .plain } ?? first { $0.name == name }
    }

    /// Whether names stand twice with values that differ.
    func duplicates() -> DefectSet {
        guard count > 1 else { return [] }
        var defects = DefectSet()
        var first: [String: [UInt8]] = [:]
        for parameter in self {
            guard let value = first.updateValue(parameter.value, forKey: parameter.name), value != parameter.value
            else { continue }
            if parameter.name == "boundary" {
                defects.insert(.duplicateBoundary)
            } else {
                defects.insert(.duplicateParameter)
            }
        }
        return defects
    }
}
