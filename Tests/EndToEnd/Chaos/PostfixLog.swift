/// What a Postfix log tells of the mail that went to the filter.
struct PostfixLog {
    /// One recipient's refusal: which message, for whom, and why.
    struct Bounce: Hashable {
        let message: String
        let recipient: String
        let reason: String
    }

    /// `status=bounced`, in order.
    private(set) var bounces: [Bounce] = []
    /// How many lines say `status=deferred`.
    private(set) var deferrals = 0
    /// The message behind each queue id, as of the end.
    private(set) var messages: [String: String] = [:]

    /// Reads `Nov 23 10:00:00 mx postfix/tamis/lmtp[7]: 4ABC: to=<a@b>, …, status=bounced (host … said: 550 …)`.
    ///
    /// Queue ids are used again, so each line is read with what came before it.
    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ": ", maxSplits: 2)
            guard parts.count == 3, parts[0].contains("postfix/") else { continue }
            let (queueID, rest) = (String(parts[1]), parts[2])
            if rest.hasPrefix("message-id=<") {
                messages[queueID] = String(rest.dropFirst("message-id=<".count).prefix { $0 != "@" && $0 != ">" })
            } else if rest.contains(", status=deferred (") {
                deferrals += 1
            } else if rest.hasPrefix("to=<"), rest.contains(", status=bounced (") {
                let recipient = rest.dropFirst("to=<".count).prefix { $0 != ">" }
                bounces.append(
                    Bounce(message: messages[queueID] ?? queueID, recipient: String(recipient), reason: String(rest)))
            }
        }
    }
}
