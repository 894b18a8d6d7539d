import Bayes
import Evidence

/// Makes a model of what `bogoutil -d` writes: a line `token spam ham date` for each token, and `.MSG_COUNT` with the
/// numbers of messages.
///
/// A start and no more: bogofilter splits mail in its own way, so that its words stand for the words of ours only where
/// both have such. Words of the body and the subject are taken over, names and domains of senders and recipients, hosts
/// and addresses of Received fields and URLs. Case does not count here; of words that differ in case alone the messages
/// are added up, though some may have had both.
struct BogofilterImport: ModelText {
    private var counts: TrainingCounts?
    private var entries: [Token: TokenEntry] = [:]

    mutating func read(_ line: String) throws(ModelTextProblem) -> (token: Token, entry: TokenEntry)? {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count >= 3, let name = words.first, let spam = UInt32(words[1]), let ham = UInt32(words[2]) else {
            throw ModelTextProblem(text: "expected a token, its spam count and its ham count, with a space between")
        }
        if name == ".MSG_COUNT" {
            counts = TrainingCounts(spam: Int(spam), ham: Int(ham))
        } else if !name.hasPrefix(".") {
            for token in Self.tokens(of: name.lowercased()) {
                var entry = entries[token] ?? TokenEntry()
                entry.spam = UInt32(clamping: UInt64(entry.spam) + UInt64(spam))
                entry.ham = UInt32(clamping: UInt64(entry.ham) + UInt64(ham))
                entries[token] = entry
            }
        }
        return nil
    }

    func finish() throws(ModelTextProblem) -> BayesModel {
        guard let counts else { throw ModelTextProblem(text: "the file ends, and .MSG_COUNT was not in it") }
        var table = TokenTable(minimumCapacity: entries.count)
        for (token, entry) in entries {
            // No token can be in more messages than there were.
            let spam = min(entry.spam, UInt32(clamping: counts.spam))
            let ham = min(entry.ham, UInt32(clamping: counts.ham))
            if spam > 0 || ham > 0 {
                table[token] = TokenEntry(spam: spam, ham: ham, trained: UInt32(clamping: counts.time))
            }
        }
        return BayesModel(table: table, counts: counts)
    }

    /// Ours for one of bogofilter's; none where we have nothing like it.
    private static func tokens(of name: String) -> [Token] {
        for prefix in ["subj:", "from:", "to:", "rcvd:", "url:", "rtrn:", "head:", "mime:"] where name.hasPrefix(prefix)
        {
            let word = name.dropFirst(prefix.count)
            guard !word.isEmpty else { return [] }
            switch prefix {
            case "subj:": return [token(.subject, "\(word)")]
            case "from:", "to:":
                if word.contains(".") { return [token(.addresses, "\(prefix)domain:\(word)")] }
                return [token(.addresses, "\(prefix)name:\(word)"), token(.addresses, "\(prefix)local:\(word)")]
            case "rcvd:":
                if isAddress(word) { return [token(.received, "ip:\(word)")] }
                return [token(.received, word.contains(".") ? "host:\(word)" : "word:\(word)")]
            case "url:": return [token(.url, isAddress(word) ? "ip:\(word)" : "host:\(word)")]
            default: return []
            }
        }
        return [token(.text, name)]
    }

    private static func isAddress(_ word: Substring) -> Bool {
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func token(_ section: TokenSection, _ text: String) -> Token {
        Token(section: section, hash: TokenHash.hash(Array(text.utf8).span))
    }
}
