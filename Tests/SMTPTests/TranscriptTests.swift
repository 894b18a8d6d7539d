import Foundation
import MailObject
import SMTP
import TestSupport
import Testing

@Suite("Transcripts")
struct TranscriptTests {
    @Test("ServerSession answers as written", arguments: try Transcript.all("server-"))
    func server(_ transcript: Transcript) {
        // Batch by batch, and octet by octet.
        for isOctetByOctet in [false, true] {
            var bench = transcript.server()
            var expected = ""
            for line in transcript.batches {
                switch line {
                case .client(let text):
                    #expect(bench.text == expected, "before \(text)")
                    if isOctetByOctet {
                        for octet in text.utf8 { bench.receive([octet]) }
                    } else {
                        bench.receive(text)
                    }
                case .server(let text): expected += text
                case .event(let event): perform(event, on: &bench)
                case .outcome: break
                }
            }
            #expect(bench.text == expected)
            if !transcript.outcomes.isEmpty {
                #expect(bench.messages.flatMap(\.told) + (bench.isClosed ? ["closed"] : []) == transcript.outcomes)
            }
        }
    }

    private func perform(_ event: String, on bench: inout ServerBench) {
        switch event {
        case "shutdown": bench.perform(bench.session.shutDown())
        case "timeout": bench.perform(bench.session.timedOut())
        case "client-closes": bench.perform(bench.session.inputClosed())
        case "room": bench.refusal = nil
        default: Issue.record("unknown event \(event)")
        }
    }

    @Test("ClientSession speaks as written", arguments: try Transcript.all("client-"))
    func client(_ transcript: Transcript) throws {
        for isOctetByOctet in [false, true] {
            var (bench, transaction) = try transcript.client()
            var expected = ""
            for line in transcript.batches {
                switch line {
                case .server(let text):
                    #expect(bench.text == expected, "before \(text)")
                    if isOctetByOctet {
                        for octet in text.utf8 { bench.receive([octet]) }
                    } else {
                        bench.receive(text)
                    }
                case .client(let text): expected += text
                case .event("break"): bench.perform(bench.session.disconnected("gone"))
                case .event("again"): bench.begin(transaction)
                case .event("quit"): bench.perform(bench.session.quit())
                case .event(let event): Issue.record("unknown event \(event)")
                case .outcome: break
                }
            }
            #expect(bench.text == expected)
            #expect(bench.told == transcript.outcomes)
        }
    }

    @Test("Every dialogue stands in the table of rules, and every name in the table is one")
    func table() throws {
        let readme = try #require(Corpora.own("smtp").first { $0.lastPathComponent == "README.md" })
        let rows = try String(contentsOf: readme, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("| ") }
        var named: Set<String> = []
        for row in rows.dropFirst() {
            let cells = row.split(separator: "|").map { $0.split(separator: ",").map { $0.filter { $0 != " " } } }
            named.formUnion(cells[cells.count - 2].filter { $0 != "–" }.map { "server-\($0)" })
            named.formUnion(cells[cells.count - 1].filter { $0 != "–" }.map { "client-\($0)" })
        }
        let there = Set(try (Transcript.all("server-") + Transcript.all("client-")).map(\.name))
        #expect(
            named.subtracting(there).isEmpty && there.subtracting(named).isEmpty, "\(named.symmetricDifference(there))")
    }
}
