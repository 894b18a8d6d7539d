import Foundation
import TestSupport

/// Messages that the filter must tell apart, whatever it has learned.
enum SpecimenMail {
    static let ham = message(subject: "Lunch on Thursday", body: "Shall we meet at noon, at the usual place?\n")

    /// Any spam filter must find it, with 1000 points (spamassassin.apache.org/gtube).
    static let gtube = message(
        subject: "Test spam mail (GTUBE)",
        body: "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\n")

    /// Any virus scanner must find it (eicar.org). In halves, or a scanner finds this file.
    static let eicarString = #"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR"# + "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

    /// It as a message.
    static let eicar = message(subject: "Plain", body: eicarString + "\n")

    /// The same, stored in a zip.
    static let eicarInZip = message(
        subject: "Zipped", contentType: "application/zip; name=eicar.zip", encoding: "base64",
        body: """
            UEsDBBQAAAAAAAAAIVw8z1FoRAAAAEQAAAAJAAAAZWljYXIuY29tWDVPIVAlQEFQWzRcUFpYNTQo
            UF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCpQSwECFAMU
            AAAAAAAAACFcPM9RaEQAAABEAAAACQAAAAAAAAAAAAAAgAEAAAAAZWljYXIuY29tUEsFBgAAAAAB
            AAEANwAAAGsAAAAAAA==

            """)

    /// A message of ours.
    static func message(
        subject: String, contentType: String = "text/plain", encoding: String = "7bit", body: String
    ) -> [UInt8] {
        Array(
            """
            From: Sender <sender@example.com>
            To: user@example.test
            Subject: \(subject)
            Date: Mon, 05 Jan 2026 10:00:00 +0100
            Message-ID: <\(subject.filter(\.isLetter))@example.com>
            MIME-Version: 1.0
            Content-Type: \(contentType)
            Content-Transfer-Encoding: \(encoding)

            \(body)
            """.utf8)
    }
}
