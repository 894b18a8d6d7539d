import MailObject
import SMTP
import TestSupport
import Testing

/// The same octets, cut at every place: law 6 over every dialogue of `corpora/smtp`.
@Suite("Splits of the dialogues")
struct SplitTests {
    /// Up to this length every pair of cuts is tried; beyond it every single one.
    private static let longestForPairs = 160

    @Test("Law 6: ServerSession, every cut of every dialogue", arguments: try Transcript.all("server-"))
    func server(_ transcript: Transcript) {
        guard !transcript.hasEvents else { return }
        let input = octets(transcript.clientText)
        let start = transcript.server()
        var whole = start
        whole.receive(input)
        func expectWhole(_ bench: ServerBench, _ cuts: [Int]) {
            let isEqual =
                bench.output == whole.output && bench.messages == whole.messages && bench.isClosed == whole.isClosed
            #expect(isEqual, "cut at \(cuts): \(bench.text)")
        }
        for first in 0...input.count {
            var bench = start
            bench.receive(input[..<first])
            // The session is a value: each second cut goes on from a copy.
            if input.count <= Self.longestForPairs {
                for second in first..<input.count {
                    var other = bench
                    other.receive(input[first..<second])
                    other.receive(input[second...])
                    expectWhole(other, [first, second])
                }
            }
            bench.receive(input[first...])
            expectWhole(bench, [first])
        }
    }

    @Test("Law 6: the answers of a slow edge come out the same", arguments: try Transcript.all("server-"))
    func slowEdge(_ transcript: Transcript) {
        guard !transcript.hasEvents else { return }
        let input = octets(transcript.clientText)
        var whole = transcript.server()
        whole.receive(input)
        for step in [1, 7, 100, input.count + 1] {
            var bench = transcript.server()
            bench.isSlow = true
            for start in stride(from: 0, to: input.count, by: step) {
                bench.receive(input[start..<min(input.count, start + step)])
            }
            bench.answerPending()
            #expect(bench.text == whole.text)
            #expect(bench.messages == whole.messages)
        }
    }

    @Test("Law 6: ClientSession, every cut of every dialogue", arguments: try Transcript.all("client-"))
    func client(_ transcript: Transcript) throws {
        guard !transcript.hasEvents else { return }
        // A reply comes after what it answers, whatever the cuts.
        let chunks = transcript.batches.compactMap { if case .server(let text) = $0 { octets(text) } else { nil } }
        var states = [try transcript.client().bench]
        for chunk in chunks {
            var next = states[states.count - 1]
            next.receive(chunk)
            states.append(next)
        }
        let whole = states[chunks.count]
        #expect(whole.told == transcript.outcomes)
        for (number, chunk) in chunks.enumerated() {
            func expectWhole(_ bench: ClientBench, _ cuts: [Int]) {
                var bench = bench
                for rest in chunks[(number + 1)...] { bench.receive(rest) }
                let isEqual =
                    bench.output == whole.output && bench.outcomes == whole.outcomes
                    && bench.connection == whole.connection && bench.isClosed == whole.isClosed
                #expect(isEqual, "cut at \(cuts) of \(shown(chunk)): \(bench.told)")
            }
            for first in 0...chunk.count {
                var bench = states[number]
                bench.receive(chunk[..<first])
                for second in chunk.count <= Self.longestForPairs ? first..<chunk.count : 0..<0 {
                    var other = bench
                    other.receive(chunk[first..<second])
                    other.receive(chunk[second...])
                    expectWhole(other, [first, second])
                }
                bench.receive(chunk[first...])
                expectWhole(bench, [first])
            }
        }
    }

    @Test(
        "Law 6: ReplyParser, every pair of cuts of every reply of the dialogues",
        arguments: try Transcript.all("client-"))
    func replies(_ transcript: Transcript) throws {
        let input = octets(transcript.serverText)
        func parse(_ segments: [ArraySlice<UInt8>]) throws -> [Reply] {
            var parser = ReplyParser()
            var replies: [Reply] = []
            for segment in segments {
                let array = Array(segment)
                var position = 0
                while let reply = try parser.next(in: array.span, from: &position) { replies.append(reply) }
            }
            return replies
        }
        let whole = try parse([input[...]])
        #expect(!whole.isEmpty)
        for segments in cuts(of: input, pairsUpTo: Self.longestForPairs) {
            let pieces = try parse(segments)
            #expect(pieces == whole)
        }
    }
}
