import Foundation

/// Numbers in the columns of a report.
enum AlignedNumber {
    /// A number of messages, to the right.
    static func text(_ number: Int, width: Int) -> String { padded("\(number)", to: width) }

    /// A number with so many decimals, to the right.
    static func text(_ number: Double, decimals: Int, width: Int) -> String {
        padded(String(format: "%.\(decimals)f", number), to: width)
    }

    /// Numbers that are rounded such that what is shown adds up to the rounded sum: each shown is at most one unit of the
    /// last decimal away from the number.
    static func rounded(_ numbers: [Double], decimals: Int) -> [Double] {
        let unit = pow(10, Double(decimals))
        var sum = 0.0
        var shown = 0.0
        return numbers.map { number in
            sum += number
            let next = (sum * unit).rounded()
            defer { shown = next }
            return (next - shown) / unit
        }
    }

    /// Text to the right.
    static func padded(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
