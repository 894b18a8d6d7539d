/// A value in a TOML document.
enum TOMLValue: Hashable, Sendable {
    /// A string, its escapes resolved.
    case string(String)
    /// A 64-bit integer.
    case integer(Int)
    /// A binary64 number; also `inf` and `nan`.
    case float(Double)
    /// `true` or `false`.
    case boolean(Bool)
    /// A date, a time or both, as written: no key of ours takes one, so that it is told from other values, not read.
    case dateTime(String)
    /// A bracketed array.
    case array([TOMLValue])
    /// A table: its place in ``TOMLDocument/tables``.
    case table(Int)
    /// An array of tables (`[[name]]`): its place in ``TOMLDocument/groups``.
    case tables(Int)
}

extension TOMLValue: CustomStringConvertible {
    /// The value as an error message shows it: as TOML, long strings cut, arrays and tables by their kind.
    var description: String {
        switch self {
        case .string(let text): text.count > 60 ? text.prefix(60).tomlQuoted + "…" : text.tomlQuoted
        case .integer(let number): String(number)
        case .float(let number): number.isNaN ? "nan" : String(number)
        case .boolean(let flag): String(flag)
        case .dateTime(let text): text
        case .array: "an array"
        case .table: "a table"
        case .tables: "an array of tables"
        }
    }
}

extension StringProtocol {
    /// The text as a TOML basic string, quotes included.
    var tomlQuoted: String {
        var quoted = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\0"..." ", "\u{7F}"..."\u{9F}":
                if scalar == " " {
                    quoted += " "
                } else {
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// The text as a TOML key: bare where it may be, else quoted.
    var tomlKey: String {
        !isEmpty && utf8.allSatisfy(TOMLReader.isBareKeyByte) ? String(self) : tomlQuoted
    }
}
