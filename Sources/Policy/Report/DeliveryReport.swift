public import MailObject

/// A delivery status notification of our own: the next hop refused some recipients of a message and took it for
/// others, and the client that gets one reply for all of them cannot tell the sender. Over LMTP each has its own.
///
/// ```
/// Content-Type: multipart/report; report-type=delivery-status; boundary="…"
///   text/plain                what happened, for people
///   message/delivery-status   the same for programs; seven-bit whatever the addresses hold
///   text/rfc822-headers       the header of the message
/// ```
///
/// Addresses, diagnostics and header come from outside. Wherever they stand they are of one line, printable and cut to
/// a length; the copied header cannot end its part, for no line of it begins with two hyphens.
///
/// Source: RFC 3464, RFC 6522, RFC 6533 §3.
public struct DeliveryReport: Sendable {
    /// One recipient that the next hop refused.
    public struct Refusal: Hashable, Sendable {
        /// As it stands in the envelope.
        public let recipient: Recipient
        /// The enhanced code, e.g. `5.1.1`; what is none is written as `5.0.0`.
        public let status: String
        /// The next hop's reply, code first.
        public let diagnostic: String

        /// Makes a refusal.
        public init(recipient: Recipient, status: String, diagnostic: String) {
            self.recipient = recipient
            self.status = status
            self.diagnostic = diagnostic
        }
    }

    /// How much of the message's header is copied at most: none but a hostile one is longer.
    public static let maximumHeaderBytes = 64 << 10

    /// What to send: CRLF line ends, no line over 998 octets, a header and a body.
    public let content: [UInt8]
    /// To whom: from the null sender to the sender of the message, with the MAIL parameters that the content needs.
    public let envelope: Envelope

    /// Composes a report.
    ///
    /// - Parameters:
    ///   - id: Our name for the message; names the report too.
    ///   - hostname: This host.
    ///   - product: The product's name, for people.
    ///   - envelope: The message's; its sender is who is told.
    ///   - refusals: Whom ``positionsToTell(of:envelope:header:verdicts:)`` left, not empty.
    ///   - header: The message's header section, any bytes; it ends at an empty line.
    ///   - date: Now, as RFC 5322 §3.3 writes it.
    ///   - arrivalDate: When the message came.
    ///
    /// Complexity: O(n) in the size of what is given.
    public init(
        id: MailID, hostname: String, product: String, envelope: Envelope, refusals: [Refusal], header: [UInt8],
        date: String, arrivalDate: String
    ) {
        let host = ReportText.line(hostname, limit: 255)
        let sender = ReportText.address(
            envelope.reversePath, allowsUTF8: envelope.hasMailParameter("SMTPUTF8"))
        let parts = [
            ReportPart(
                type: "text/plain; charset=utf-8", description: "Notification",
                lines: Self.notification(refusals, product: product, host: host)),
            ReportPart(
                type: "message/delivery-status", description: "Delivery report",
                lines: Self.status(refusals, envelope: envelope, host: host, arrivalDate: arrivalDate)),
            ReportPart(
                type: "text/rfc822-headers", description: "Header of the undelivered message",
                body: HeaderCopy.of(header, limit: Self.maximumHeaderBytes)),
        ]
        let isEightBit = parts.contains(where: \.isEightBit)
        let boundary = "tamis-report-\(id)"
        var lines = [
            "From: MAILER-DAEMON@\(host) (Mail Delivery System)", "To: <\(sender)>",
            "Subject: Undelivered Mail Returned to Sender", "Date: \(ReportText.line(date, limit: 100))",
            "Message-ID: <\(id).report@\(host)>", "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"\(boundary)\"",
        ]
        if isEightBit { lines.append("Content-Transfer-Encoding: 8bit") }
        lines += ["", "This is a report in MIME format."]
        var content = Array(lines.map { $0 + "\r\n" }.joined().utf8)
        for part in parts { content += part.bytes(boundary: boundary) }
        content += Array("--\(boundary)--\r\n".utf8)
        self.content = content
        var parameters = isEightBit ? [ESMTPParameter(keyword: "BODY", value: Array("8BITMIME".utf8))] : []
        if envelope.reversePath.bytes.contains(where: { $0 >= 0x80 }), envelope.hasMailParameter("SMTPUTF8") {
            parameters.append(ESMTPParameter(keyword: "SMTPUTF8"))
        }
        self.envelope = Envelope(
            reversePath: Path([UInt8]()), mailParameters: parameters,
            recipients: [Recipient(forwardPath: envelope.reversePath)])
    }

    /// Which of the refused recipients, given by their positions, the sender is to hear of: none of a message from
    /// the null sender or of one that a program or a mailing list sent, none whose NOTIFY leaves failures out, and
    /// none for whom it is spam, infected or in a loop: that would be backscatter (law 11).
    ///
    /// Source: RFC 3461 §4.1, RFC 3834 §2.
    public static func positionsToTell(
        of refused: [Int], envelope: Envelope, header: [UInt8], verdicts: [Verdict]
    ) -> [Int] {
        guard !envelope.reversePath.isNull, !AutomaticMail.isIn(header.span) else { return [] }
        return refused.filter { position in
            guard envelope.recipients.indices.contains(position), verdicts.indices.contains(position) else {
                return false
            }
            let verdict = verdicts[position]
            return !verdict.isSpam && verdict.viruses.isEmpty && !verdict.isLoop
                && wantsFailures(envelope.recipients[position])
        }
    }

    private static func wantsFailures(_ recipient: Recipient) -> Bool {
        guard let notify = recipient.parameters.first(where: { $0.keyword == "NOTIFY" })?.value else { return true }
        return notify.split(separator: UInt8(ascii: ",")).contains { word in
            String(decoding: word, as: UTF8.self).uppercased() == "FAILURE"
        }
    }

    private static func notification(_ refusals: [Refusal], product: String, host: String) -> [String] {
        var lines = [
            "This is \(ReportText.line(product, limit: 64)), the mail filter of \(host).", "",
            "Your message could not be delivered to the recipients below. For any others it", "was accepted.",
        ]
        for refusal in refusals {
            let words = ReportText.words(refusal.diagnostic)
            lines += ["", "<\(ReportText.address(refusal.recipient.forwardPath, allowsUTF8: true))>:"]
            lines.append("    " + words.replacing("\r\n ", with: "\r\n    "))
        }
        return lines
    }

    private static func status(
        _ refusals: [Refusal], envelope: Envelope, host: String, arrivalDate: String
    ) -> [String] {
        var lines = ["Reporting-MTA: dns; \(host)"]
        if let id = envelope.mailParameters.first(where: { $0.keyword == "ENVID" })?.value {
            lines.append("Original-Envelope-Id: \(ReportText.ascii(XText.decoded(id[...]), limit: 200))")
        }
        lines.append("Arrival-Date: \(ReportText.line(arrivalDate, limit: 100))")
        for refusal in refusals {
            lines.append("")
            if let original = ReportText.originalRecipient(refusal.recipient) {
                lines.append("Original-Recipient: \(original)")
            }
            lines += [
                "Final-Recipient: \(ReportText.typedAddress(refusal.recipient.forwardPath))", "Action: failed",
                "Status: \(isPermanentStatus(refusal.status) ? refusal.status : "5.0.0")",
                "Diagnostic-Code: smtp; \(ReportText.words(refusal.diagnostic))",
            ]
        }
        return lines
    }

    /// `5.N.N`, each N of one to three digits: Action is failed, so the class is 5.
    ///
    /// Source: RFC 3463 §2.
    private static func isPermanentStatus(_ status: String) -> Bool {
        let numbers = status.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return numbers.count == 3 && numbers[0].elementsEqual("5".utf8)
            && numbers.dropFirst().allSatisfy { number in
                (1...3).contains(number.count) && number.allSatisfy { (0x30...0x39).contains($0) }
            }
    }
}
