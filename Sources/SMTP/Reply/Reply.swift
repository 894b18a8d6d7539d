/// A reply to an SMTP or LMTP command: what we answer, or what the next hop answered us.
///
/// Source: RFC 5321 §4.2, RFC 2034.
public struct Reply: Hashable, Sendable {
    /// The three-digit code.
    public var code: Int
    /// The enhanced code; nil in greetings, EHLO replies and from servers that give none.
    public var enhanced: EnhancedCode?
    /// The text, a line each, without codes, CR and LF; never empty (one empty line if there is no text).
    public var lines: [String]

    /// Makes a reply of one line.
    public init(_ code: Int, _ enhanced: EnhancedCode? = nil, _ text: String = "") {
        self.init(code, enhanced, lines: [text])
    }

    /// Makes a reply of several lines.
    public init(_ code: Int, _ enhanced: EnhancedCode? = nil, lines: [String]) {
        self.code = code
        self.enhanced = enhanced
        self.lines = lines.isEmpty ? [""] : lines
    }

    /// 2yz: done.
    public var isPositive: Bool { code / 100 == 2 }
    /// 4yz: try again.
    public var isTransient: Bool { code / 100 == 4 }
    /// 5yz: never.
    public var isPermanent: Bool { code / 100 == 5 }
}
