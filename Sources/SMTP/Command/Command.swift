public import MailObject

/// A command that a client sent, understood.
///
/// Source: RFC 5321 §4.1.1, RFC 2033 §4, RFC 3461 §4, Postfix XFORWARD_README.
public enum Command: Hashable, Sendable {
    /// HELO, EHLO or LHLO with its argument, as it came.
    case hello(SessionProtocol, argument: [UInt8])
    /// MAIL FROM. SIZE is taken out of the parameters.
    case mail(Path, parameters: [ESMTPParameter], declaredSize: Int?)
    /// RCPT TO.
    case recipient(Recipient)
    /// DATA.
    case data
    /// RSET.
    case reset
    /// NOOP, with or without an argument.
    case noop
    /// VRFY.
    case verify
    /// HELP.
    case help
    /// QUIT.
    case quit
    /// XFORWARD; a nil value is `[UNAVAILABLE]`.
    case xforward([XFORWARDAttribute: String?])
}

/// Why a line is no command: the reply for it.
public struct CommandRefusal: Error, Hashable, Sendable {
    /// What the client is told.
    public let reply: Reply

    /// Makes a refusal.
    public init(_ code: Int, _ enhanced: EnhancedCode, _ text: String) {
        reply = Reply(code, enhanced, text)
    }

    /// 501 5.5.4: an argument is wrong.
    static func argument(_ text: String) -> CommandRefusal {
        CommandRefusal(501, EnhancedCode(5, 5, 4), "Syntax: \(text)")
    }
}
