import Foundation
import MailObject
import SMTP
import TestSupport
import Testing

/// One dialogue of `corpora/smtp`; the README there tells the form.
struct Transcript: Sendable, CustomTestStringConvertible {
    enum Line: Hashable, Sendable {
        case client(String)
        case server(String)
        /// What happens beside the dialogue.
        case event(String)
        /// What has come of it at the end.
        case outcome(String)
    }

    let name: String
    /// What is set up before the first line, by its first word.
    let settings: [String: [String]]
    let lines: [Line]
    var testDescription: String { name }

    private static let settingWords = [
        "without", "size-limit", "max-recipients", "no-room", "from", "to", "mail", "rcpt", "forwarded", "content",
        "all-or-nothing",
    ]

    init(_ file: URL) throws {
        name = file.deletingPathExtension().lastPathComponent
        var settings: [String: [String]] = [:]
        var lines: [Line] = []
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            let text = line.dropFirst(2).drop { $0 == " " }
            switch line.first {
            case "C": lines.append(.client(Self.unescaped(text) + "\r\n"))
            case "S": lines.append(.server(Self.unescaped(text) + "\r\n"))
            case "=": lines.append(.outcome(String(text)))
            case "!":
                let word = String(text.prefix { $0 != " " })
                if Self.settingWords.contains(word) {
                    settings[word, default: []].append(
                        Self.unescaped(text.dropFirst(word.count).drop { $0 == " " }))
                } else {
                    lines.append(.event(String(text)))
                }
            case "#": continue
            default: throw Malformed(file: name, line: String(line))
            }
        }
        self.settings = settings
        self.lines = lines
    }

    /// A line that says nothing.
    struct Malformed: Error {
        let file: String
        let line: String
    }

    static func all(_ prefix: String) throws -> [Transcript] {
        let files = Corpora.own("smtp").filter {
            $0.pathExtension == "session" && $0.lastPathComponent.hasPrefix(prefix)
        }
        _ = try files.contents()  // An error if there are none.
        return try files.map(Transcript.init)
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var rest = text
        while let character = rest.popFirst() {
            guard character == "\\", let escape = rest.popFirst() else {
                result.append(character)
                continue
            }
            result += ["r": "\r", "n": "\n", "t": "\t", "0": "\0", "\\": "\\"][escape] ?? "?"
        }
        return result
    }

    /// The lines, those of one side that follow each other as one: they are sent without waiting.
    var batches: [Line] {
        lines.reduce(into: []) { batches, line in
            switch (batches.last, line) {
            case (.client(let before), .client(let text)): batches[batches.count - 1] = .client(before + text)
            case (.server(let before), .server(let text)): batches[batches.count - 1] = .server(before + text)
            default: batches.append(line)
            }
        }
    }

    var hasEvents: Bool { lines.contains { if case .event = $0 { true } else { false } } }
    var clientText: String { text { if case .client(let text) = $0 { text } else { nil } } }
    var serverText: String { text { if case .server(let text) = $0 { text } else { nil } } }
    var outcomes: [String] { lines.compactMap { if case .outcome(let text) = $0 { text } else { nil } } }

    private func text(of side: (Line) -> String?) -> String { lines.compactMap(side).joined() }
}

extension Transcript {
    /// The server that the dialogue is with, its greeting said.
    func server() -> ServerBench {
        let missing = Set(settings["without", default: []].flatMap { $0.split(separator: " ") })
        var bench = ServerBench(
            sizeLimit: number("size-limit") ?? 1 << 20, maximumRecipients: number("max-recipients") ?? 1000,
            announcement: Announcement(
                eightBitMIME: !missing.contains("8BITMIME"), smtpUTF8: !missing.contains("SMTPUTF8"),
                dsn: !missing.contains("DSN"), xforward: !missing.contains("XFORWARD")))
        if settings["no-room"] != nil {
            bench.refusal = Reply(452, EnhancedCode(4, 3, 1), "Insufficient system storage, try again later")
        }
        bench.answer = { admission in
            admission.envelope.recipients.map { recipient in
                switch String(decoding: recipient.forwardPath.domain, as: UTF8.self) {
                case "refused.example": Reply(550, EnhancedCode(5, 7, 0), "refused")
                case "later.example": Reply(451, EnhancedCode(4, 3, 0), "later")
                case "closing.example": Reply(421, EnhancedCode(4, 3, 2), "closing")
                case "terse.example": Reply(250, nil, "terse")
                default: Reply(250, EnhancedCode(2, 0, 0), "Ok")
                }
            }
        }
        bench.perform(bench.session.greet())
        return bench
    }

    /// The client that the dialogue is with, its transaction begun.
    func client() throws -> (bench: ClientBench, transaction: OutgoingTransaction) {
        var bench = ClientBench(name.hasPrefix("client-lmtp") ? .lmtp : .smtp)
        let transaction = try SMTPTests.transaction(
            from: settings["from"]?.first ?? "a@example.org",
            to: settings["to"] ?? ["b@example.net", "c@example.net"], mailParameters: parameters("mail"),
            recipientParameters: parameters("rcpt"), forwarded: forwarded,
            content: settings["content"]?.first ?? "Subject: x\r\n\r\n.dot\r\n",
            allOrNothing: settings["all-or-nothing"] != nil || name.contains("all-or-nothing"))
        bench.begin(transaction)
        return (bench, transaction)
    }

    private func number(_ word: String) -> Int? { settings[word]?.first.flatMap { Int($0) } }

    private func parameters(_ word: String) -> [ESMTPParameter] {
        settings[word, default: []].flatMap { $0.split(separator: " ") }.map { parameter in
            let parts = parameter.split(separator: "=", maxSplits: 1)
            return ESMTPParameter(keyword: String(parts[0]), value: parts.count == 2 ? octets(String(parts[1])) : nil)
        }
    }

    private var forwarded: [XFORWARDAttribute: String] {
        guard let values = settings["forwarded"] else { return [.ident: "4ABC"] }
        let pairs = values.flatMap { $0.split(separator: " ") }.compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            return XFORWARDAttribute(rawValue: parts[0]).map { ($0, parts.count == 2 ? parts[1] : "") }
        }
        return Dictionary(pairs) { $1 }
    }
}

extension ServerBench.Message {
    /// The message as outcomes of a transcript tell it.
    var told: [String] {
        let envelope = admission.envelope
        var lines = ["from \(Self.told(envelope.reversePath, envelope.mailParameters))"]
        lines += envelope.recipients.map { "to \(Self.told($0.forwardPath, $0.parameters))" }
        if admission.isForwarded {
            let values = XFORWARDAttribute.allCases.compactMap { attribute in
                admission.forwarded[attribute].map { "\(attribute.rawValue)=\($0)" }
            }
            lines.append((["forwarded"] + values).joined(separator: " "))
        }
        return lines + [content.isEmpty ? "no content" : "content \(shown(content))"]
    }

    private static func told(_ path: Path, _ parameters: [ESMTPParameter]) -> String {
        parameters.reduce("\(path)") { line, parameter in
            line + " \(parameter.keyword)" + (parameter.value.map { "=" + String(decoding: $0, as: UTF8.self) } ?? "")
        }
    }
}
