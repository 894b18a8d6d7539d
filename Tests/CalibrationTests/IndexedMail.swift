import Bayes
import Content
import Evidence
import Foundation
import MailObject
import Policy
import TestSupport
import Testing

/// A message of the SpamAssassin corpus, read as a worker reads it.
struct IndexedMail: Sendable {
    let isSpam: Bool
    let bytes: [UInt8]
    let tokens: [Token]

    /// The messages of the corpus in the order of its index, the first `limit` of them.
    static func messages(limit: Int = .max) throws -> [IndexedMail] {
        let folder = Corpora.sharedFolder.appending(path: "spamassassin")
        let index = try String(contentsOf: folder.appending(path: "index"), encoding: .utf8)
        var reader = ContentReader(charsets: Charsets())
        return try index.split(separator: "\n").prefix(limit).map { line in
            let words = line.split(separator: " ", maxSplits: 1)
            let bytes = try [UInt8](Data(contentsOf: folder.appending(path: String(try #require(words.last)))))
            return IndexedMail(isSpam: words.first == "spam", bytes: bytes, tokens: reader.read(bytes.span).tokens)
        }
    }
}

extension BayesModel {
    /// Learns a message as the database does.
    ///
    /// - Returns: whether it was trained; false if it was well known.
    @discardableResult
    mutating func learn(_ tokens: [Token], isSpam: Bool) -> Bool {
        guard !knowsWell(score(tokens), isSpam: isSpam) else { return false }
        apply(effect(of: tokens, isSpam: isSpam), to: tokens)
        return true
    }

    /// Learns a message as what it is.
    mutating func learn(_ message: IndexedMail) { learn(message.tokens, isSpam: message.isSpam) }
}

extension BayesScore {
    /// Whether the judge, with default settings and no other evidence, calls the message spam.
    var isCalledSpam: Bool {
        let findings = Findings(
            reading: .found(Reading()), scan: .notRun, bayes: .found(self), replacedOctets: 0, byteCount: 0)
        let envelope = Envelope(reversePath: Path(""), recipients: [Recipient(forwardPath: Path(""))])
        let trace = Trace(id: MailID(), client: ClientInfo(address: ""), sessionProtocol: .lmtp, date: "")
        return Judge(settings: PolicySettings()).verdicts(for: findings, envelope: envelope, trace: trace)
            .contains(where: \.isSpam)
    }
}
