import MailObject

extension Command {
    /// Reads a command line without its line end.
    ///
    /// - Throws: the reply for a line that is no command of ours or has a wrong argument.
    /// - Complexity: O(n).
    public init(line: [UInt8]) throws(CommandRefusal) {
        guard !line.contains(where: { $0 == 0x00 || $0 == 0x0D || $0 == 0x0A }) else {
            throw CommandRefusal(500, EnhancedCode(5, 5, 2), "Error: bad octet in a command")
        }
        var cursor = CommandCursor(line)
        cursor.skipSpace()
        let verb = cursor.takeWord().map { $0 >= 0x61 && $0 <= 0x7A ? $0 & 0xDF : $0 }
        cursor.skipSpace()
        switch String(decoding: verb, as: UTF8.self) {
        case "EHLO": self = .hello(.esmtp, argument: try cursor.takeHelloArgument("EHLO"))
        case "HELO": self = .hello(.smtp, argument: try cursor.takeHelloArgument("HELO"))
        case "LHLO": self = .hello(.lmtp, argument: try cursor.takeHelloArgument("LHLO"))
        case "MAIL": self = try Self.mail(&cursor)
        case "RCPT": self = try Self.recipient(&cursor)
        case "DATA": self = try Self.bare(.data, "DATA", cursor)
        case "RSET": self = try Self.bare(.reset, "RSET", cursor)
        case "QUIT": self = try Self.bare(.quit, "QUIT", cursor)
        case "NOOP": self = .noop
        case "HELP": self = .help
        case "VRFY":
            guard !cursor.isAtEnd else { throw .argument("VRFY address") }
            self = .verify
        case "XFORWARD": self = try Self.xforward(&cursor)
        case "EXPN", "TURN", "ETRN", "SEND", "SOML", "SAML", "AUTH", "STARTTLS", "BDAT", "XCLIENT", "ATRN", "BURL":
            throw CommandRefusal(502, EnhancedCode(5, 5, 1), "Error: command not implemented")
        default:
            throw CommandRefusal(500, EnhancedCode(5, 5, 2), "Error: command not recognized")
        }
    }

    private static func bare(
        _ command: Command, _ name: String, _ cursor: CommandCursor
    ) throws(CommandRefusal) -> Command {
        guard cursor.isAtEnd else { throw .argument(name) }
        return command
    }

    private static func mail(_ cursor: inout CommandCursor) throws(CommandRefusal) -> Command {
        guard cursor.takeKeyword("FROM:") else { throw .argument("MAIL FROM:<address>") }
        guard let path = cursor.takePath() else {
            throw CommandRefusal(501, EnhancedCode(5, 1, 7), "Bad sender address syntax")
        }
        var declaredSize: Int?
        var parameters: [ESMTPParameter] = []
        for parameter in try cursor.takeParameters() {
            switch (parameter.keyword, parameter.value) {
            case ("SIZE", let value?):
                guard let size = Self.size(value) else { throw .argument("SIZE=octets") }
                declaredSize = size
                continue
            case ("BODY", let value?):
                let body = String(decoding: value, as: UTF8.self).uppercased()
                guard body == "7BIT" || body == "8BITMIME" else { throw .argument("BODY=7BIT or 8BITMIME") }
            case ("RET", let value?):
                let part = String(decoding: value, as: UTF8.self).uppercased()
                guard part == "FULL" || part == "HDRS" else { throw .argument("RET=FULL or HDRS") }
            case ("SMTPUTF8", nil), ("ENVID", .some), ("AUTH", .some): break
            case ("SIZE", nil), ("BODY", nil), ("RET", nil), ("SMTPUTF8", .some), ("ENVID", nil), ("AUTH", nil):
                throw .argument("parameter \(parameter.keyword)")
            default: throw Self.unknown(parameter)
            }
            parameters.append(parameter)
        }
        return .mail(path, parameters: parameters, declaredSize: declaredSize)
    }

    private static func recipient(_ cursor: inout CommandCursor) throws(CommandRefusal) -> Command {
        guard cursor.takeKeyword("TO:") else { throw .argument("RCPT TO:<address>") }
        guard let path = cursor.takePath(), !path.isNull else {
            throw CommandRefusal(501, EnhancedCode(5, 1, 3), "Bad recipient address syntax")
        }
        let parameters = try cursor.takeParameters()
        for parameter in parameters {
            switch (parameter.keyword, parameter.value) {
            case ("NOTIFY", let value?):
                guard Self.isNotify(value) else { throw .argument("NOTIFY=NEVER or SUCCESS,FAILURE,DELAY") }
            case ("ORCPT", let value?):
                guard let semicolon = value.firstIndex(of: 0x3B), semicolon > 0 else {
                    throw .argument("ORCPT=type;address")
                }
            case ("NOTIFY", nil), ("ORCPT", nil): throw .argument("parameter \(parameter.keyword)")
            default: throw Self.unknown(parameter)
            }
        }
        return .recipient(Recipient(forwardPath: path, parameters: parameters))
    }

    private static func unknown(_ parameter: ESMTPParameter) -> CommandRefusal {
        CommandRefusal(555, EnhancedCode(5, 5, 4), "Error: parameter \(parameter.keyword) not recognized")
    }

    /// A number of octets; one too large for an `Int` is the largest, which is over every limit.
    private static func size(_ value: [UInt8]) -> Int? {
        guard !value.isEmpty, value.count <= 20, value.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(String(decoding: value, as: UTF8.self)) ?? .max
    }

    /// NEVER alone, or any of the other three.
    private static func isNotify(_ value: [UInt8]) -> Bool {
        let words = String(decoding: value, as: UTF8.self).uppercased()
            .split(separator: ",", omittingEmptySubsequences: false)
        return words == ["NEVER"] || words.allSatisfy { ["SUCCESS", "FAILURE", "DELAY"].contains($0) }
    }

    private static func xforward(_ cursor: inout CommandCursor) throws(CommandRefusal) -> Command {
        var attributes: [XFORWARDAttribute: String?] = [:]
        while !cursor.isAtEnd {
            let word = cursor.takeWord()
            cursor.skipSpace()
            guard let equals = word.firstIndex(of: 0x3D) else { throw .argument("XFORWARD attribute=value") }
            let name = String(decoding: word[..<equals], as: UTF8.self).uppercased()
            guard let attribute = XFORWARDAttribute(rawValue: name) else {
                throw CommandRefusal(501, EnhancedCode(5, 5, 4), "Error: bad XFORWARD attribute name")
            }
            let value = XText.decoded(word[(equals + 1)...])
            guard !value.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
                throw CommandRefusal(501, EnhancedCode(5, 5, 4), "Error: bad XFORWARD \(name) value")
            }
            let text = String(decoding: value, as: UTF8.self)
            // The protocol ends at 255 octets, but a remote HELO may be longer and Postfix' proxy hands it on all the
            // same; it would take a refusal for one of the mail.
            let isAvailable = !text.isEmpty && text.utf8.count <= 255 && text.uppercased() != "[UNAVAILABLE]"
            attributes[attribute] = .some(isAvailable ? text : nil)
        }
        guard !attributes.isEmpty else { throw .argument("XFORWARD attribute=value") }
        return .xforward(attributes)
    }
}
