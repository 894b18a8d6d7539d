import TestSupport

/// One message of the fault suite. All of it follows from its number and the seed, so that what arrives can be compared
/// with what was sent, byte for byte, without keeping it.
struct ChaosMail: Sendable {
    /// The value of `X-Chaos-ID`; unique.
    let id: String
    /// Without angle brackets; empty for the null sender.
    let sender: String
    /// In RCPT order. An address may stand twice, then with a different ORCPT.
    let recipients: [String]
    /// Whether a virus scanner must find it.
    let isVirus: Bool
    private let seed: UInt64
    private let bodyBytes: Int

    /// Draws one.
    init(number: Int, seed: UInt64) {
        var generator = SeededGenerator(seed: seed &+ UInt64(number) &* 7_919)
        id = "c\(number)"
        self.seed = generator.next()
        // Of every tenth message nobody wants to hear that it did not arrive.
        sender = number % 10 == 9 ? "" : "s\(Int.random(in: 0..<5, using: &generator))@example.test"
        isVirus = number % 12 == 5
        let count = number % 25 == 3 ? 20 : [1, 1, 1, 1, 2, 3, 5][Int.random(in: 0..<7, using: &generator)]
        let isLarge = number % 60 == 30
        let addresses = (0..<(isLarge ? 1 : count)).map { "r\($0)@example.test" }
        recipients = number % 20 == 7 ? addresses + [addresses[0]] : addresses
        bodyBytes =
            switch number % 60 {
            case 30 where number % 120 == 30: 10_000_000
            case 30: 1_500_000
            case let n where n % 15 == 2: 0
            case let n where n % 15 == 8: Int.random(in: 20_000...120_000, using: &generator)
            default: Int.random(in: 1...4_000, using: &generator)
            }
    }

    /// Header and body, with LF line ends.
    var content: [UInt8] {
        let isBinary = bodyBytes > 100_000 && !isVirus
        let header = """
            X-Chaos-ID: \(id)
            From: Sender <s0@example.test>
            To: undisclosed-recipients:;
            Subject: Message \(id)
            Date: Mon, 05 Jan 2026 10:00:00 +0100
            Message-ID: <\(id)@chaos.example.test>
            MIME-Version: 1.0
            Content-Type: \(isBinary ? "application/octet-stream" : "text/plain")
            Content-Transfer-Encoding: \(isBinary ? "base64" : "7bit")


            """
        return Array(header.utf8) + (isVirus ? Array((SpecimenMail.eicarString + "\n").utf8) : body)
    }

    /// Lines that no other message has; what looks like a final dot too. No line is longer than SMTP allows.
    private var body: [UInt8] {
        var generator = SeededGenerator(seed: seed)
        var body: [UInt8] = []
        body.reserveCapacity(bodyBytes + 80)
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        while body.count < bodyBytes {
            if bodyBytes <= 100_000, generator.next() % 16 == 0 { body += Array(".\n..\n".utf8) }
            for _ in 0..<8 {
                var bits = generator.next()
                for _ in 0..<8 {
                    body.append(letters[Int(bits & 63)])
                    bits >>= 6
                }
            }
            body.append(0x0A)
        }
        return body
    }

    /// How often it must arrive at an address.
    var expected: [String: Int] {
        recipients.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// Hands it to an SMTP server on a dialogue that has said EHLO; gives the last reply.
    func send(on dialogue: SMTPDialogue) throws -> String {
        let mail = try dialogue.say("MAIL FROM:<\(sender)>")
        guard mail.hasPrefix("2") else { return mail }
        for (position, recipient) in recipients.enumerated() {
            // Equal addresses are two deliveries to Postfix if their ORCPT differ.
            let answer = try dialogue.say("RCPT TO:<\(recipient)> ORCPT=rfc822;o\(position)@example.test")
            guard answer.hasPrefix("2") else { return answer }
        }
        let data = try dialogue.say("DATA")
        guard data.hasPrefix("354") else { return data }
        try dialogue.send(SMTPDialogue.wireForm(content) + Array(".\r\n".utf8))
        return try dialogue.reply()
    }
}
