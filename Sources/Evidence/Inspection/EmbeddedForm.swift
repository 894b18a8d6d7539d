/// How a file that is no part of its own was put into a part.
///
/// Raw values are the wire form; 0 is none.
public enum EmbeddedForm: UInt8, CaseIterable, Hashable, Sendable {
    /// Lines between `begin 644 name` and `end`.
    case uuencode = 1
    /// Lines between `begin-base64 644 name` and `====`.
    case base64 = 2
    /// Lines between `=ybegin` and `=yend`.
    case yEnc = 3
    /// What stands between colons behind "(This file must be converted with BinHex 4.0)".
    case binHex = 4
    /// An attachment or a text of a TNEF stream, `winmail.dat`.
    case tnef = 5

    /// Its name for people.
    public var name: String {
        switch self {
        case .uuencode: "uuencode"
        case .base64: "begin-base64"
        case .yEnc: "yEnc"
        case .binHex: "BinHex"
        case .tnef: "TNEF"
        }
    }
}
