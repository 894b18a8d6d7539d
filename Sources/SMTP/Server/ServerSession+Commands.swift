import MailObject

extension ServerSession {
    /// Answers a command, in amavis' words where it has some.
    mutating func answer(_ command: Command) {
        switch command {
        case .hello(let sessionProtocol, let argument): greeted(sessionProtocol, argument)
        case .mail(let path, let parameters, let declaredSize): mail(path, parameters, declaredSize)
        case .recipient(let recipient): self.recipient(recipient)
        case .data: data()
        case .reset:
            send(Reply(250, EnhancedCode(2, 0, 0), "Ok RSET"))
            resetTransaction()
        case .noop: send(Reply(250, EnhancedCode(2, 0, 0), "Ok NOOP"))
        case .verify: send(Reply(252, EnhancedCode(2, 0, 0), "Argument not checked"))
        case .help:
            send(
                Reply(
                    214, EnhancedCode(2, 0, 0),
                    "See RFC 5321: HELO EHLO LHLO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT XFORWARD"))
        case .quit:
            close(with: Reply(221, EnhancedCode(2, 0, 0), "\(settings.hostname) tamis closing transmission channel"))
        case .xforward(let attributes): xforward(attributes)
        }
    }

    private mutating func greeted(_ sessionProtocol: SessionProtocol, _ argument: [UInt8]) {
        self.sessionProtocol = sessionProtocol
        promised = announcement
        helo = String(decoding: Reply.printable(argument), as: UTF8.self)
        guard sessionProtocol != .smtp else {
            send(Reply(250, nil, settings.hostname))
            return resetTransaction()
        }
        var lines = [
            settings.hostname, "VRFY", "PIPELINING", "SIZE \(settings.sizeLimit)", "ENHANCEDSTATUSCODES",
        ]
        if promised.eightBitMIME { lines.append("8BITMIME") }
        if promised.smtpUTF8 { lines.append("SMTPUTF8") }
        if promised.dsn { lines.append("DSN") }
        if promised.xforward { lines.append("XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE") }
        send(Reply(250, nil, lines: lines))
        resetTransaction()
    }

    private mutating func mail(_ path: Path, _ parameters: [ESMTPParameter], _ declaredSize: Int?) {
        guard sessionProtocol != nil else {
            return send(Reply(503, EnhancedCode(5, 5, 1), "Error: send HELO, EHLO or LHLO first"))
        }
        guard transaction == nil else {
            return send(Reply(503, EnhancedCode(5, 5, 1), "Error: nested MAIL command"))
        }
        if let declaredSize, declaredSize > settings.sizeLimit {
            return send(
                Reply(
                    552, EnhancedCode(5, 3, 4),
                    "Message size (\(declaredSize) B) exceeds size limit (\(settings.sizeLimit) B)"))
        }
        if let refusal = refusal(of: parameters) { return send(refusal) }
        // Postfix takes BODY unasked. Without it the content is looked at: what has no octet over 127 goes on.
        let taken = promised.eightBitMIME ? parameters : parameters.filter { $0.keyword != "BODY" }
        transaction = Transaction(reversePath: path, parameters: taken, declaredSize: declaredSize)
        send(Reply(250, EnhancedCode(2, 1, 0), "Sender \(path) OK"))
    }

    private mutating func recipient(_ recipient: Recipient) {
        guard let count = transaction?.recipients.count else {
            return send(Reply(503, EnhancedCode(5, 5, 1), "Need MAIL command before RCPT"))
        }
        if let refusal = refusal(of: recipient.parameters) { return send(refusal) }
        guard count < settings.maximumRecipients else {
            return send(Reply(452, EnhancedCode(4, 5, 3), "Too many recipients (\(count))"))
        }
        transaction?.recipients.append(recipient)
        send(Reply(250, EnhancedCode(2, 1, 5), "Recipient \(recipient.forwardPath) OK"))
    }

    /// The reply to parameters of an extension that was not promised: to drop them in silence would break the
    /// promise that taking them is. After HELO, EHLO's promises hold, as Postfix has it. AUTH is always taken:
    /// Postfix hands on what its own client sent.
    ///
    /// Source: RFC 5321 §4.1.1.11, RFC 6531 §3.5.
    private func refusal(of parameters: [ESMTPParameter]) -> Reply? {
        for parameter in parameters {
            switch parameter.keyword {
            case "RET", "ENVID", "NOTIFY", "ORCPT":
                if promised.dsn { continue }
                return Reply(555, EnhancedCode(5, 5, 4), "Service extension DSN not announced: \(parameter.keyword)")
            case "SMTPUTF8":
                if promised.smtpUTF8 { continue }
                return Reply(555, EnhancedCode(5, 6, 7), "Service extension SMTPUTF8 not announced")
            default: continue
            }
        }
        return nil
    }

    private mutating func data() {
        guard let transaction, let sessionProtocol else {
            return send(Reply(503, EnhancedCode(5, 5, 1), "Need MAIL command before DATA"))
        }
        guard !transaction.recipients.isEmpty else {
            // Source: RFC 2033 §4.2 for LMTP, which must give 503.
            return send(
                Reply(
                    sessionProtocol == .lmtp ? 503 : 554, EnhancedCode(5, 1, 1), "Error (DATA): no valid recipients"))
        }
        phase = .admission
        emit(
            .admit(
                Admission(
                    envelope: Envelope(
                        reversePath: transaction.reversePath, mailParameters: transaction.parameters,
                        recipients: transaction.recipients),
                    declaredSize: transaction.declaredSize, sessionProtocol: sessionProtocol, helo: helo,
                    isForwarded: forwarded != nil, forwarded: forwarded ?? [:])))
    }

    /// The attributes gather over several commands until RSET or the end of the message forgets them. The first
    /// command makes all others unavailable: what we see of the client ourselves is not mixed in.
    ///
    /// Source: Postfix XFORWARD_README.
    private mutating func xforward(_ attributes: [XFORWARDAttribute: String?]) {
        guard transaction == nil else {
            return send(Reply(503, EnhancedCode(5, 5, 1), "Error: XFORWARD not allowed within transaction"))
        }
        var known = forwarded ?? [:]
        for (attribute, value) in attributes { known[attribute] = value }
        forwarded = known
        send(Reply(250, EnhancedCode(2, 5, 0), "Ok XFORWARD"))
    }
}
