/// Reads the parameters of Content-Type and Content-Disposition as mail programs do: semicolons may be missing,
/// values may be unquoted, comments stand anywhere.
///
/// Source: RFC 2045 §5.1, RFC 2231 §3, §4.
struct ParameterParser {
    private struct Raw {
        var name: [UInt8]
        var value: [UInt8]
    }

    private let maximum: Int
    private let ignoresQuotes: Bool
    private(set) var defects = DefectSet()

    /// Reads at most `maximum` parameters; with `ignoresQuotes` a quote is a byte like others at which no value ends, and
    /// is left out, and the forms of RFC 2231 are not joined.
    init(maximum: Int, ignoresQuotes: Bool = false) {
        self.maximum = maximum
        self.ignoresQuotes = ignoresQuotes
    }

    /// Reads `;`-separated parameters from `start` to the end.
    mutating func parse(_ value: [UInt8], from start: Int) -> [Parameter] {
        var raw: [Raw] = []
        var needsAssembly = false
        var cursor = FieldCursor(value, at: start)
        while true {
            cursor.skipBlanksAndComments()
            while cursor.byte == 0x3B {
                cursor.advance()
                cursor.skipBlanksAndComments()
            }
            guard !cursor.isAtEnd else { break }
            if raw.count >= maximum {
                defects.insert(.tooManyParameters)
                break
            }
            let name = cursor.take { byte in byte != 0x3D && byte != 0x3B && byte != 0x28 && !Byte.isBlank(byte) }
            cursor.skipBlanksAndComments()
            guard cursor.byte == 0x3D, !name.isEmpty else {
                defects.insert(.malformedParameter)
                if cursor.byte == 0x3D || name.isEmpty { cursor.advance() }
                continue
            }
            cursor.advance()
            let lowered = name.map(Byte.lower)
            needsAssembly = needsAssembly || !ignoresQuotes && lowered.contains(0x2A)
            raw.append(Raw(name: lowered, value: takeValue(&cursor, of: lowered)))
        }
        defects.formUnion(cursor.defects)
        return needsAssembly ? assemble(raw) : raw.map(ParameterParser.plain)
    }

    private mutating func takeValue(_ cursor: inout FieldCursor, of name: [UInt8]) -> [UInt8] {
        cursor.skipBlanksAndComments()
        if ignoresQuotes {
            let bare = cursor.take { $0 != 0x3B && $0 != 0x28 && (!Byte.isBlank($0) || $0 == Byte.space) }
            let value = bare.filter { $0 != 0x22 && $0 != 0x5C }
            return Array(value.prefix((value.lastIndex { $0 != Byte.space } ?? -1) + 1))
        }
        // File names hold spaces, parentheses and the backslashes of paths; nothing else may.
        let isFileName = name.starts(with: "name".utf8) || name.starts(with: "filename".utf8)
        if cursor.byte == 0x22 {
            let value = cursor.takeQuoted(keepsBackslashes: isFileName)
            let rest = cursor.take { $0 != 0x3B && $0 != 0x28 && !Byte.isBlank($0) }
            if !rest.isEmpty { defects.insert(.malformedParameter) }
            return value
        }
        guard isFileName else {
            let value = cursor.take { $0 != 0x3B && !Byte.isBlank($0) }
            // A quote within, or what some take for a comment.
            if value.contains(0x22) || value.contains(0x28) { defects.insert(.malformedParameter) }
            return value
        }
        var value = cursor.take { $0 != 0x3B && $0 != Byte.cr && $0 != Byte.lf }
        while let last = value.last, Byte.isBlank(last) { value.removeLast() }
        return value
    }

    private static func plain(_ raw: Raw) -> Parameter {
        Parameter(name: String(decoding: raw.name, as: UTF8.self), value: raw.value, charset: nil, form: .plain)
    }

    private struct Section {
        var base: [UInt8]
        var index: Int
        var isExtended: Bool
        var isContinued: Bool
        var order: Int
    }

    /// Joins continuations; each stands where its first section stood.
    private mutating func assemble(_ raw: [Raw]) -> [Parameter] {
        let sections = raw.enumerated().map { ParameterParser.section($1.name, order: $0) }
        var groups: [[UInt8]: [Section]] = [:]
        for section in sections where section.isContinued { groups[section.base, default: []].append(section) }
        var result: [Parameter] = []
        for section in sections {
            if !section.isContinued {
                result.append(section.isExtended ? extended(section, raw) : ParameterParser.plain(raw[section.order]))
            } else if let group = groups.removeValue(forKey: section.base) {
                result.append(join(group, raw))
            }
        }
        return result
    }

    private static func section(_ name: [UInt8], order: Int) -> Section {
        guard let star = name.firstIndex(of: 0x2A), star > 0 else {
            return Section(base: name, index: 0, isExtended: false, isContinued: false, order: order)
        }
        let base = Array(name[..<star])
        var rest = name[(star + 1)...]
        var isExtended = rest.isEmpty
        if rest.last == 0x2A {
            isExtended = true
            rest.removeLast()
        }
        var index = 0
        for byte in rest {
            guard Byte.isDigit(byte), index < 100_000 else {
                return Section(base: name, index: 0, isExtended: false, isContinued: false, order: order)
            }
            index = index * 10 + Int(byte - 0x30)
        }
        return Section(base: base, index: index, isExtended: isExtended, isContinued: !rest.isEmpty, order: order)
    }

    private func extended(_ section: Section, _ raw: [Raw]) -> Parameter {
        let (charset, text) = ParameterParser.split(raw[section.order].value)
        return Parameter(
            name: String(decoding: section.base, as: UTF8.self), value: ParameterParser.percentDecoded(text),
            charset: charset, form: .extended)
    }

    private mutating func join(_ group: [Section], _ raw: [Raw]) -> Parameter {
        let ordered = group.sorted { ($0.index, $0.order) < ($1.index, $1.order) }
        var value: [UInt8] = []
        var charset: String?
        var isExtended = false
        var expected = 0
        for section in ordered {
            if section.index != expected { defects.insert(.brokenContinuation) }
            if expected > 0, section.index == expected - 1 { continue }
            // After a gap nothing is joined, but a first section may be missing.
            if section.index != expected, expected > 0 { break }
            var bytes = raw[section.order].value[...]
            if section.isExtended {
                if expected == 0 {
                    let parts = ParameterParser.split(raw[section.order].value)
                    charset = parts.charset
                    bytes = parts.text
                }
                isExtended = true
                value += ParameterParser.percentDecoded(bytes)
            } else {
                value += bytes
            }
            expected = section.index + 1
        }
        return Parameter(
            name: String(decoding: ordered[0].base, as: UTF8.self), value: value, charset: charset,
            form: isExtended ? .extended : .continued)
    }

    /// `charset'language'text`; all of it is text where the quotes are missing.
    private static func split(_ value: [UInt8]) -> (charset: String?, text: ArraySlice<UInt8>) {
        guard let first = value.firstIndex(of: 0x27),
            let second = value[(first + 1)...].firstIndex(of: 0x27)
        else { return (nil, value[...]) }
        let charset = String(decoding: value[..<first].map(Byte.lower), as: UTF8.self)
        return (charset.isEmpty ? nil : charset, value[(second + 1)...])
    }

    private static func percentDecoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == 0x25, index + 2 < text.endIndex, let high = Byte.hex(text[index + 1]),
                let low = Byte.hex(text[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }
}
