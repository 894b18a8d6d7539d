/// A set of defects in 16 bytes.
public struct DefectSet: Hashable, Sendable, Sequence, ExpressibleByArrayLiteral {
    private var bits: UInt128 = 0

    /// Makes an empty set.
    public init() {}

    /// Makes a set of a list.
    public init(_ defects: [Defect]) {
        for defect in defects { insert(defect) }
    }

    /// Makes a set of what is listed.
    public init(arrayLiteral elements: Defect...) {
        for defect in elements { insert(defect) }
    }

    /// Whether there are none.
    public var isEmpty: Bool { bits == 0 }

    /// Whether one of them may hide content.
    public var hidesContent: Bool { contains { $0.hidesContent } }

    /// Whether `defect` is in the set.
    public func contains(_ defect: Defect) -> Bool { bits & DefectSet.bit(defect) != 0 }

    /// Whether none of them is in another set.
    public func isDisjoint(with other: DefectSet) -> Bool { bits & other.bits == 0 }

    /// Adds one.
    public mutating func insert(_ defect: Defect) { bits |= DefectSet.bit(defect) }

    /// Adds all of another set.
    public mutating func formUnion(_ other: DefectSet) { bits |= other.bits }

    /// Both sets together.
    public func union(_ other: DefectSet) -> DefectSet {
        var result = self
        result.formUnion(other)
        return result
    }

    /// The defects, ascending.
    public var sorted: [Defect] { Array(self) }

    /// Goes through the defects, ascending.
    public func makeIterator() -> AnyIterator<Defect> {
        var left = bits
        return AnyIterator {
            while left != 0 {
                let next = left.trailingZeroBitCount
                left &= left - 1
                if let defect = Defect(rawValue: UInt16(next)) { return defect }
            }
            return nil
        }
    }

    /// Raw values are below 128; one that is not would share the last bit rather than trap.
    private static func bit(_ defect: Defect) -> UInt128 { 1 << UInt128(Swift.min(defect.rawValue, 127)) }
}
