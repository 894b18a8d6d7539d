import Foundation
import MailObject
import SMTP
import TestSupport
import Testing

/// One dialogue of `corpora/smtp`.
struct Transcript: Sendable, CustomTestStringConvertible {
    enum Line: Hashable, Sendable {
        case client(String)
        case server(String)
        case outcome(String)
    }

    let name: String
    let lines: [Line]
    var testDescription: String { name }

    init(_ file: URL) throws {
        name = file.deletingPathExtension().lastPathComponent
        lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
            let text = line.dropFirst(2).drop { $0 == " " }
            return switch line.first {
            case "C": .client(Self.unescaped(text))
            case "S": .server(Self.unescaped(text))
            case "=": .outcome(String(text))
            default: nil
            }
        }
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
            result += ["r": "\r", "n": "\n", "0": "\0", "\\": "\\"][escape] ?? "?"
        }
        return result + "\r\n"
    }

    func text(of side: (Line) -> String?) -> String { lines.compactMap(side).joined() }
}

@Suite("Transcripts")
struct TranscriptTests {
    @Test("ServerSession answers as written", arguments: try Transcript.all("server-"))
    func server(_ transcript: Transcript) {
        // Line by line, octet by octet, and all that the client says at once.
        for pieces in [0, 1, Int.max] {
            var bench = ServerBench()
            bench.answer = { admission in
                admission.envelope.recipients.map { recipient in
                    switch String(decoding: recipient.forwardPath.domain, as: UTF8.self) {
                    case "refused.example": Reply(550, EnhancedCode(5, 7, 0), "refused")
                    case "later.example": Reply(451, EnhancedCode(4, 3, 0), "later")
                    default: Reply(250, EnhancedCode(2, 0, 0), "Ok")
                    }
                }
            }
            bench.perform(bench.session.greet())
            var expected = ""
            for line in transcript.lines {
                switch line {
                case .client(let text):
                    if pieces == 0 {
                        #expect(bench.text == expected, "before \(text)")
                        bench.receive(text)
                    } else if pieces == 1 {
                        for octet in text.utf8 { bench.receive([octet]) }
                    }
                case .server(let text): expected += text
                case .outcome: break
                }
            }
            if pieces == Int.max {
                bench.receive(transcript.text { if case .client(let text) = $0 { text } else { nil } })
            }
            #expect(bench.text == expected)
        }
    }

    @Test("ClientSession speaks as written", arguments: try Transcript.all("client-"))
    func client(_ transcript: Transcript) throws {
        for isPieceByPiece in [false, true] {
            var bench = ClientBench(transcript.name.hasPrefix("client-lmtp") ? .lmtp : .smtp)
            bench.begin(
                try transaction(
                    to: ["b@example.net", "c@example.net"], forwarded: [.ident: "4ABC"],
                    content: "Subject: x\r\n\r\n.dot\r\n", allOrNothing: transcript.name.contains("all-or-nothing")))
            var expected = ""
            for line in transcript.lines {
                switch line {
                case .server(let text):
                    #expect(String(decoding: bench.output, as: UTF8.self) == expected, "before \(text)")
                    if isPieceByPiece {
                        for octet in text.utf8 { bench.receive([octet]) }
                    } else {
                        bench.receive(text)
                    }
                case .client(let text): expected += text
                case .outcome: break
                }
            }
            let outcomes = (bench.outcomes ?? []).map { outcome in
                if case .answered(let reply, let phase) = outcome { "\(reply.code) \(phase.rawValue)" } else { "-" }
            }
            #expect(outcomes == transcript.lines.compactMap { if case .outcome(let text) = $0 { text } else { nil } })
        }
    }
}
