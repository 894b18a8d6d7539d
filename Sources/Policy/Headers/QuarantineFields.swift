public import MailObject

/// The fields above a quarantined message, in amavis' form; with them it can be sent again by `sendmail`.
///
/// ```
/// X-Quarantine-ID: <w2G4mR7pXkQz>
/// X-Envelope-From: <sender@example.com>
/// X-Envelope-To: <one@example.org>,
///  <two@example.org>
/// X-Amavis-Alert: INFECTED, message contains virus: Eicar
/// X-Spam-Status: …
/// ```
public enum QuarantineFields {
    /// The fields for a copy that is kept from `recipients`.
    public static func of(_ verdict: Verdict, id: MailID, sender: Path, recipients: [Recipient]) -> [HeaderField] {
        var to: [UInt8] = []
        for (index, recipient) in recipients.enumerated() {
            if index > 0 { to += Array(",\r\n ".utf8) }
            to += bracketed(recipient.forwardPath)
        }
        var fields = [
            HeaderField(name: "X-Quarantine-ID", value: "<\(id)>"),
            HeaderField(name: "X-Envelope-From", value: bracketed(sender)),
            HeaderField(name: "X-Envelope-To", value: to),
        ]
        if !verdict.viruses.isEmpty {
            fields.append(Judge.alert("INFECTED, message contains virus: " + verdict.viruses.joined(separator: ", ")))
        }
        if !verdict.banned.isEmpty {
            let paths = verdict.banned.map(\.path).joined(separator: ", ")
            fields.append(Judge.alert("BANNED, message contains " + paths))
        }
        fields += verdict.edits.insertions.filter { $0.name.hasPrefix("X-Spam-") }
        return fields
    }

    private static func bracketed(_ path: Path) -> [UInt8] {
        [UInt8(ascii: "<")] + path.bytes + [UInt8(ascii: ">")]
    }
}
