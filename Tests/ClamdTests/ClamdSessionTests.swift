import Evidence
import TestSupport
import Testing

@testable import Clamd

/// The protocol without a clamd.
@Suite struct ClamdSessionTests {
    private static let late: Finding<ScanResult> = .unavailable(reason: "late")

    /// A session whose first stream was sent in full.
    private static func waiting() -> ClamdSession {
        var session = ClamdSession()
        _ = session.begin()
        _ = session.end()
        return session
    }

    @Test("A session says what clamd(8) wants to hear")
    func commands() {
        var session = ClamdSession()
        #expect(session.begin() == Array("zIDSESSION\0zINSTREAM\0".utf8))
        #expect(ClamdSession.header(byteCount: 0x0102_0304) == [1, 2, 3, 4])
        #expect(session.end() == [0, 0, 0, 0])
        #expect(session.receive("1: stream: OK\0") == .found(.clean))
        #expect(session.begin() == Array("zINSTREAM\0".utf8))
        _ = session.end()
        #expect(session.receive("2: stream: Eicar FOUND\0") == .found(.infected(["Eicar"])))
        #expect(session.outcome == nil)
    }

    private static let examples: [(String, Finding<ScanResult>)] = [
        ("1: stream: OK\0", .found(.clean)),
        ("1: stream: Win.Test.EICAR_HDB-1 FOUND\0", .found(.infected(["Win.Test.EICAR_HDB-1"]))),
        ("1: stream: A name OK FOUND\0", .found(.infected(["A name OK"]))),
        ("1: stream: \u{1b}[2J\r\n FOUND\0", .found(.infected(["?[2J??"]))),
        ("1: stream: Heuristics.Encrypted.Zip FOUND\0", .found(.encrypted(reason: "encrypted Zip"))),
        (
            "1: stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND\0",
            .found(.incomplete(reason: "over the scanner's limit MaxRecursion"))
        ),
        ("1: stream: Heuristics.Limits.Exceeded FOUND\0", .found(.incomplete(reason: "over the scanner's limits"))),
        (
            "1: INSTREAM size limit exceeded. ERROR\0",
            .found(.incomplete(reason: "over the scanner's limit StreamMaxLength"))
        ),
        (
            "1: stream: Exceeded time limit ERROR\0",
            .found(.incomplete(reason: "over the scanner's limits: Exceeded time limit"))
        ),
        ("1: stream: Can't allocate memory ERROR\0", .unavailable(reason: "clamd: Can't allocate memory")),
    ]

    @Test("Each answer means what it says, however it is cut", arguments: examples)
    func answer(_ answer: String, _ expected: Finding<ScanResult>) {
        let bytes = Array(answer.utf8)
        for cut in 0...bytes.count {
            var session = Self.waiting()
            let early = session.receive(Array(bytes[..<cut]))
            #expect(early == (cut == bytes.count ? expected : nil))
            if early == nil { #expect(session.receive(Array(bytes[cut...])) == expected) }
        }
    }

    @Test(
        "What is no answer is unavailable, never clean, and ends the session",
        arguments: [
            "OK\0", "1: OK\0", "2: stream: OK\0", "0: stream: OK\0", "1: stream: ok\0", "1: stream: \0", "\0",
            "1: stream: OK \0", "1:stream: OK\0", "1: stream:  FOUND\0", "1: stream: FOUND\0", "1: stream:OK\0",
            "1: stream: OK\n\0", "1: stream: OK\01: stream: OK\0", "1: stream: OK\0x", "UNKNOWN COMMAND\0",
            "COMMAND READ TIMED OUT\0", "1: Command invalid inside IDSESSION. ERROR\0", "11: stream: OK\0",
            "1: /tmp/x: OK\0", "1: stream: ERROR\0", "1: stream: Eicar FOUND\02: stream: OK\0",
        ])
    func nonsense(_ answer: String) {
        var session = Self.waiting()
        let finding = session.receive(answer)
        #expect(finding?.unavailableReason != nil, "\(String(describing: finding))")
        #expect(session.outcome?.unavailableReason != nil)
        _ = session.begin()
        _ = session.end()
        let next = session.receive("2: stream: OK\0")
        #expect(next?.unavailableReason != nil)
    }

    @Test("An OK that comes before the stream was sent in full is not clean; a match counts, but nothing after it")
    func early() {
        var session = ClamdSession()
        _ = session.begin()
        #expect(session.receive("1: stream: OK\0")?.unavailableReason != nil)

        var second = ClamdSession()
        _ = second.begin()
        #expect(second.receive("1: stream: Eicar FOUND\0") == .found(.infected(["Eicar"])))
        #expect(second.outcome?.unavailableReason != nil)
    }

    @Test("An answer before there was a question ends the session")
    func unasked() {
        var session = ClamdSession()
        #expect(session.receive("1: stream: OK\0")?.unavailableReason != nil)
        var second = Self.waiting()
        #expect(second.receive("1: stream: OK\0") == .found(.clean))
        #expect(second.receive("2: stream: OK\0")?.unavailableReason != nil)
    }

    @Test("A connection that ends in an answer gives no answer; after the size limit the limit stays the reason")
    func ended() {
        var session = Self.waiting()
        #expect(session.receive("1: stream: OK") == nil)
        #expect(session.ended("late") == Self.late)
        #expect(session.outcome == Self.late)

        let limit = Finding<ScanResult>.found(.incomplete(reason: "over the scanner's limit StreamMaxLength"))
        var second = ClamdSession()
        _ = second.begin()
        #expect(second.receive("1: INSTREAM size limit exceeded. ERROR\0") == limit)
        #expect(second.ended("late") == limit)
    }

    @Test("Nothing but the one answer is clean: random changes of answers, and random bytes")
    func random() {
        var generator = SeededGenerator(seed: 1)
        let clean = Array("1: stream: OK\0".utf8)
        for _ in 0..<20_000 {
            var bytes = Array((Self.examples.randomElement(using: &generator)?.0 ?? "").utf8)
            for _ in 0..<Int.random(in: 0...3, using: &generator) where !bytes.isEmpty {
                let index = bytes.indices.randomElement(using: &generator) ?? 0
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] = .random(in: .min ... .max, using: &generator)
                case 1: bytes.remove(at: index)
                default: bytes.insert(clean.randomElement(using: &generator) ?? 0, at: index)
                }
            }
            var session = Self.waiting()
            if session.receive(bytes) == .found(.clean) { #expect(bytes == clean) }
        }
    }

    @Test("An answer without an end is given up, and what of it is shown stays short")
    func endless() {
        var session = Self.waiting()
        var finding: Finding<ScanResult>?
        for _ in 0..<5 where finding == nil { finding = session.receive(String(repeating: "x", count: 1_000)) }
        #expect(finding == .unavailable(reason: "clamd's answer is longer than 4096 bytes"))
    }
}

extension ClamdSession {
    fileprivate mutating func receive(_ text: String) -> Finding<ScanResult>? { receive(Array(text.utf8)) }

    fileprivate mutating func receive(_ bytes: [UInt8]) -> Finding<ScanResult>? { received(bytes.span) }
}
