/// Numbers in steps of 2⁻³²: sums and differences of them are exact, so that what was added can be taken back to
/// the bit, and a sum does not depend on its order. All arithmetic saturates.
enum FixedPoint {
    private static let one = 4_294_967_296.0

    /// The nearest step toward zero; 0 for what is not a number.
    @inline(__always)
    static func steps(_ value: Double) -> Int64 {
        let scaled = value * one
        if scaled.magnitude < 9.2e18 { return Int64(scaled) }
        return scaled.isNaN ? 0 : scaled < 0 ? .min : .max
    }

    /// The value on the grid of steps next to a number, toward zero.
    static func nearest(_ number: Double) -> Double { value(steps(number)) }

    /// The value of a number of steps.
    @inline(__always)
    static func value(_ steps: Int64) -> Double { Double(steps) / one }
}

extension FixedWidthInteger {
    /// The sum, or the nearest end of the range.
    func addingSaturated(_ other: Self) -> Self {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (other < 0 ? .min : .max) : sum
    }

    /// The difference, or the nearest end of the range.
    func subtractingSaturated(_ other: Self) -> Self {
        let (difference, overflows) = subtractingReportingOverflow(other)
        return overflows ? (other < 0 ? .max : .min) : difference
    }
}
