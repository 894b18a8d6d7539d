import Glibc

/// A signature of our own, and the bytes that it matches: fresh random ones for every engine, so that no mail can
/// hold them.
struct Canary {
    /// The name that libclamav reports. Signatures outside the official database get the ending.
    static let name = "Tamis.Canary.UNOFFICIAL"

    /// What the signature matches: 64 hexadecimal digits.
    let bytes: [UInt8]

    init() {
        var random = SystemRandomNumberGenerator()
        bytes = (0..<64).map { _ in Self.hexadecimal[Int(random.next() & 15)] }
    }

    /// The line of an `.ndb` file: any file type, any offset.
    var signature: [UInt8] {
        var line = [UInt8]("Tamis.Canary:0:*:".utf8)
        for byte in bytes { line += [Self.hexadecimal[Int(byte >> 4)], Self.hexadecimal[Int(byte & 15)]] }
        line.append(0x0A)
        return line
    }

    /// A mail that holds the canary in quoted-printable, each byte encoded, so that only who decodes it can find it;
    /// libclamav needs its temporary folder for that.
    var mail: [UInt8] {
        var mail = [UInt8](
            "Received: from canary\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n".utf8)
        mail += "Content-Transfer-Encoding: quoted-printable\r\n\r\n".utf8
        for byte in bytes {
            mail += [0x3D, Self.upperHexadecimal[Int(byte >> 4)], Self.upperHexadecimal[Int(byte & 15)]]
        }
        mail += "\r\n".utf8
        return mail
    }

    /// The EICAR test file: 68 bytes that every scanner reports.
    ///
    /// Kept in two halves, so that a scanner does not report this program.
    static let eicar =
        [UInt8](#"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR"#.utf8) + [UInt8]("-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*".utf8)

    /// Whether a signature's name says that it is for the EICAR test file: `Eicar-Signature`,
    /// `Win.Test.EICAR_HDB-1`, `Eicar-Test-Signature`.
    static func isEICAR(signatureName name: UnsafePointer<CChar>) -> Bool {
        strncasecmp(name, "Eicar-", 6) == 0 || strncasecmp(name, "Win.Test.EICAR_", 15) == 0
    }

    private static let hexadecimal = [UInt8]("0123456789abcdef".utf8)
    private static let upperHexadecimal = [UInt8]("0123456789ABCDEF".utf8)
}
