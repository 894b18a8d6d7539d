/// Why bytes from the other program are not a message of the wire form.
public enum WireError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes end before the value does.
    case truncated(at: Int)
    /// Bytes are left after the value.
    case trailingBytes(at: Int)
    /// A tag or value that does not exist, or breaks a rule of its type.
    case invalid(String, at: Int)
    /// The other program speaks another version.
    case version(actual: UInt16, expected: UInt16)

    /// What the log says.
    public var description: String {
        switch self {
        case .truncated(let offset): "the packet ends early, at byte \(offset)"
        case .trailingBytes(let offset): "the packet should end at byte \(offset)"
        case .invalid(let what, let offset): "\(what) is not valid, at byte \(offset)"
        case .version(let actual, let expected):
            "tamis and tamis-worker are of different versions (\(actual), \(expected)): install both and restart"
        }
    }
}
