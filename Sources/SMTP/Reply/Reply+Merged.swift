extension Reply {
    /// The one reply that SMTP gives after the final dot, made of one per recipient.
    ///
    /// - Any 4yz: that, the first of them. The client keeps the message for all recipients and tries again.
    /// - All of one class: the first, with a word on the others where they differ.
    /// - Some taken, some refused for good: 250, and the text names how many were refused. A 4yz would have the
    ///   client send again what has been delivered (law 2), a 5yz would have it report as lost what has not been. The
    ///   filter leaves no such case: it reports the refusals to the sender, and its replies for them are 2yz by then.
    ///   LMTP has none: there every recipient has its own reply.
    ///
    /// An empty list is a mistake of the handler and gives 451: nobody has taken the message (law 1). So does a
    /// reply that is not 2yz, 4yz or 5yz.
    ///
    /// Source: amavis (`one_response_for_all`).
    public static func merged(_ replies: [Reply]) -> Reply {
        guard let first = replies.first else { return .noOutcome }
        if replies.contains(where: { !$0.isPositive && !$0.isTransient && !$0.isPermanent }) { return .noOutcome }
        if let transient = replies.first(where: \.isTransient) { return transient }
        let refused = replies.filter(\.isPermanent)
        if refused.isEmpty || refused.count == replies.count {
            guard let other = replies.first(where: { $0 != first }) else { return first }
            var merged = first
            merged.lines.append("and for others: \(other)")
            return merged
        }
        // A discard counts as taken; the reply that is shown is the one that was delivered, if there is one.
        var merged = replies.first(where: { $0.isPositive }) ?? first
        merged.lines.append("but \(refused.count) of \(replies.count) recipients refused: \(refused[0])")
        return merged
    }

    /// What a recipient gets that the handler forgot: kept by the client, lost by nobody.
    static let noOutcome = Reply(451, EnhancedCode(4, 5, 0), "Error in processing, no outcome for this recipient")

    /// The reply as an answer to the final dot. A 421 of the next hop becomes 451, for ours would say that this
    /// connection closes; what cannot end a transaction becomes ``noOutcome``. An enhanced code that is missing or
    /// not of the reply's class is made up, as amavis does: we announce ENHANCEDSTATUSCODES.
    ///
    /// Source: RFC 2034 §4.
    var asAnswerToContent: Reply {
        guard isPositive || isTransient || isPermanent else { return .noOutcome }
        let classDigit = code / 100
        let own = enhanced.flatMap { $0.classDigit == classDigit ? $0 : nil }
        return Reply(code == 421 ? 451 : code, own ?? EnhancedCode(classDigit, 6, 0), lines: lines)
    }
}
