import MailObject

/// The command lines of one transaction up to the last RCPT, as far as the next hop takes them.
struct ClientCommands {
    /// A line with its CRLF, and what its reply is about.
    struct Step: Hashable, Sendable {
        let line: [UInt8]
        let expectation: ClientSession.Expectation
    }

    /// The longest XFORWARD line, CRLF included; more attributes go into another.
    ///
    /// Source: Postfix XFORWARD_README.
    static let maximumXFORWARDOctets = 512
    /// The longest value, encoded: Postfix refuses the whole command for one that is longer.
    static let maximumXFORWARDValueOctets = 255

    let extensions: NextHopExtensions

    func steps(for transaction: OutgoingTransaction) -> [Step] {
        var steps = xforwardLines(for: transaction.client).map { Step(line: $0, expectation: .xforward) }
        steps.append(Step(line: mailLine(for: transaction), expectation: .mail))
        for (position, recipient) in transaction.envelope.recipients.enumerated() {
            steps.append(Step(line: recipientLine(for: recipient), expectation: .recipient(position)))
        }
        return steps
    }

    /// Every attribute the next hop knows, those that we were not told as `[UNAVAILABLE]`; nothing at all if no
    /// XFORWARD came to us, for then there is nothing better than what the next hop sees itself.
    private func xforwardLines(for client: ClientInfo) -> [[UInt8]] {
        guard !extensions.xforward.isEmpty, client.isForwarded else { return [] }
        let verb = Array("XFORWARD".utf8)
        let unavailable = Array("[UNAVAILABLE]".utf8)
        var lines: [[UInt8]] = []
        var line = verb
        for attribute in XFORWARDAttribute.allCases where extensions.xforward.contains(attribute) {
            let name = Array(" \(attribute.rawValue)=".utf8)
            var value = client.forwarded[attribute].map { XText.encoded($0.utf8) } ?? unavailable
            if value.count > Self.maximumXFORWARDValueOctets { value = unavailable }
            if line.count + name.count + value.count + 2 > Self.maximumXFORWARDOctets {
                lines.append(line + [0x0D, 0x0A])
                line = verb
            }
            line += name + value
        }
        lines.append(line + [0x0D, 0x0A])
        return lines
    }

    private func mailLine(for transaction: OutgoingTransaction) -> [UInt8] {
        var line = Array("MAIL FROM:<".utf8) + Self.safe(transaction.envelope.reversePath.bytes) + [0x3E]
        if extensions.size { line += Array(" SIZE=\(transaction.content.byteCount)".utf8) }
        for parameter in transaction.envelope.mailParameters where takes(parameter.keyword) {
            Self.append(parameter, to: &line)
        }
        return line + [0x0D, 0x0A]
    }

    private func takes(_ keyword: String) -> Bool {
        switch keyword {
        case "BODY": extensions.eightBitMIME
        case "SMTPUTF8": extensions.smtpUTF8
        case "RET", "ENVID": extensions.dsn
        case "AUTH": extensions.auth
        default: false
        }
    }

    private func recipientLine(for recipient: Recipient) -> [UInt8] {
        var line = Array("RCPT TO:<".utf8) + Self.safe(recipient.forwardPath.bytes) + [0x3E]
        if extensions.dsn {
            for parameter in recipient.parameters { Self.append(parameter, to: &line) }
        }
        return line + [0x0D, 0x0A]
    }

    private static func append(_ parameter: ESMTPParameter, to line: inout [UInt8]) {
        line += [0x20] + Array(parameter.keyword.utf8)
        if let value = parameter.value { line += [0x3D] + safe(value) }
    }

    /// No octet that would end the command: the server session refuses them, but an envelope can be made elsewhere.
    private static func safe(_ octets: [UInt8]) -> [UInt8] {
        octets.map { $0 == 0x0D || $0 == 0x0A || $0 == 0x00 ? 0x3F : $0 }
    }
}
