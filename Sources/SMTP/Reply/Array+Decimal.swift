extension [UInt8] {
    /// Appends a number that is not negative in decimal digits, without a `String` between.
    mutating func append(decimal number: Int) {
        if number >= 10 { append(decimal: number / 10) }
        append(0x30 + UInt8(number.magnitude % 10))
    }
}
