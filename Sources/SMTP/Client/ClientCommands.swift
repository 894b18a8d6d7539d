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
        var lines: [[UInt8]] = []
        var line = Self.octets("XFORWARD")
        for attribute in XFORWARDAttribute.allCases where extensions.xforward.contains(attribute) {
            let before = line.count
            line.append(0x20)
            line.append(contentsOf: attribute.rawValue.utf8)
            line.append(0x3D)
            let name = line.count
            if let value = client.forwarded[attribute] { XText.append(encoded: value.utf8.span, to: &line) }
            if line.count == name || line.count - name > Self.maximumXFORWARDValueOctets {
                line.removeSubrange(name...)
                line.append(contentsOf: "[UNAVAILABLE]".utf8)
            }
            if line.count + 2 > Self.maximumXFORWARDOctets {
                let attribute = line[before...]
                line.removeSubrange(before...)
                lines.append(Self.ended(line))
                line = Self.octets("XFORWARD")
                line.append(contentsOf: attribute)
            }
        }
        lines.append(Self.ended(line))
        return lines
    }

    private func mailLine(for transaction: OutgoingTransaction) -> [UInt8] {
        var line = Self.octets("MAIL FROM:<")
        Self.append(transaction.envelope.reversePath.bytes, to: &line)
        line.append(0x3E)
        if extensions.size {
            line.append(contentsOf: " SIZE=".utf8)
            line.append(decimal: transaction.content.byteCount)
        }
        for parameter in transaction.envelope.mailParameters where takes(parameter.keyword) {
            Self.append(parameter, to: &line)
        }
        return Self.ended(line)
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
        var line = Self.octets("RCPT TO:<")
        Self.append(recipient.forwardPath.bytes, to: &line)
        line.append(0x3E)
        if extensions.dsn {
            for parameter in recipient.parameters { Self.append(parameter, to: &line) }
        }
        return Self.ended(line)
    }

    private static func append(_ parameter: ESMTPParameter, to line: inout [UInt8]) {
        line.append(0x20)
        line.append(contentsOf: parameter.keyword.utf8)
        if let value = parameter.value {
            line.append(0x3D)
            append(value, to: &line)
        }
    }

    /// No octet that would end the command: the server session refuses them, but an envelope can be made elsewhere.
    private static func append(_ octets: [UInt8], to line: inout [UInt8]) {
        for octet in octets {
            line.append(octet == 0x0D || octet == 0x0A || octet == 0x00 ? 0x3F : octet)
        }
    }

    /// A line with room for what most commands take.
    private static func octets(_ text: StaticString) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(256)
        text.withUTF8Buffer { line.append(contentsOf: $0) }
        return line
    }

    private static func ended(_ line: [UInt8]) -> [UInt8] {
        line + [0x0D, 0x0A]
    }
}
