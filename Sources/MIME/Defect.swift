/// What is broken in a message, or could not be read within the limits (law 7).
///
/// Raw values are the wire form between worker and daemon and stand in the log: they are never reused.
public enum Defect: UInt16, CaseIterable, Hashable, Sendable, Comparable {
    /// Order by raw value.
    public static func < (left: Defect, right: Defect) -> Bool { left.rawValue < right.rawValue }

    /// A header section holds a line that is neither a field nor a fold.
    case malformedHeaderLine = 1
    /// Parts are nested deeper than the limit; what is below was not read.
    case tooDeep = 2
    /// More parts than the limit; the rest was not read.
    case tooManyParts = 3
}
