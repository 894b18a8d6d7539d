/// The test virus of EICAR.
enum Eicar {
    /// Put together here, so that no scanner takes this file or the program for a virus.
    static let bytes = Array(
        (["X5O!P%@AP[4", "\\PZX54(P^)7CC)7}", "$EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!$", "H+H*"].joined()).utf8)

    /// A line of a database: it matches where a file begins with it.
    static let signature: String = {
        let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return "Tamis.Eicar:0:0:\(hex)\n"
    }()
}
