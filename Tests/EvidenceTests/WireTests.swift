import MIME
import TestSupport
import Testing

@testable import Evidence

@Suite struct WireTests {
    @Test("Decoding what was encoded gives the same value", arguments: 1...200)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for sample in WireSample.all(&generator) { try sample.roundTrip() }
    }

    @Test("Every truncation and every byte too many is refused", arguments: 1...10)
    func truncation(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for sample in WireSample.all(&generator) {
            for count in 0..<sample.bytes.count {
                #expect(throws: WireError.self, "\(sample.name) cut at \(count)") {
                    try sample.decode(Array(sample.bytes.prefix(count)))
                }
            }
            #expect(throws: WireError.trailingBytes(at: sample.bytes.count)) { try sample.decode(sample.bytes + [0]) }
        }
    }

    @Test("Law 7: Total and bounded: mutated packets decode or are refused", arguments: 1...20)
    func mutation(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var refused = 0
        for _ in 0..<500 {
            for sample in WireSample.all(&generator) {
                var bytes = sample.bytes
                for _ in 0...Int.random(in: 0..<4, using: &generator) where !bytes.isEmpty {
                    let index = Int.random(in: bytes.indices, using: &generator)
                    bytes[index] = Bool.random(using: &generator) ? 0xFF : UInt8.random(in: 0...255, using: &generator)
                }
                do { try sample.decode(bytes) } catch { refused += 1 }
            }
        }
        #expect(refused > 0)
    }

    @Test("A count that cannot be true is refused before memory is taken")
    func hugeCount() {
        #expect(throws: WireError.truncated(at: 0)) { try Reading(decoding: [0xFF, 0xFF, 0xFF, 0xFF, 0, 0]) }
    }

    @Test("A reading over the limits, or with tokens out of order, is refused")
    func rules() throws {
        var limits = ReadingLimits()
        limits.tokens = 2
        var reading = Reading()
        reading.tokens = [Token(key: 1), Token(key: 2)]
        #expect(try Reading(decoding: reading.encoded, limits: limits) == reading)
        reading.tokens.append(Token(key: 3))
        #expect(throws: WireError.self) { try Reading(decoding: reading.encoded, limits: limits) }
        reading.tokens = [Token(key: 2), Token(key: 1)]
        #expect(throws: WireError.self) { try Reading(decoding: reading.encoded) }
        reading.tokens = [Token(key: 2), Token(key: 2)]
        #expect(throws: WireError.self) { try Reading(decoding: reading.encoded) }
        reading.tokens = [Token(key: 2)]
        reading.tokenTexts = ["a", "b"]
        #expect(throws: WireError.self) { try Reading(decoding: reading.encoded) }
    }

    @Test("A digest has 32 bytes or none")
    func digests() throws {
        for count in [0, 1, 31, 32, 33] {
            var reading = Reading()
            reading.attachments = [
                Attachment(
                    names: [], declaredType: "", detectedType: "", byteCount: 0,
                    sha256: [UInt8](repeating: 7, count: count))
            ]
            let decoded = try? Reading(decoding: reading.encoded)
            #expect(decoded == (count == 0 || count == 32 ? reading : nil), "\(count)")
        }
    }

    @Test("A part tree that is none is refused")
    func partTree() throws {
        let root = PartOutline(parent: nil, mediaType: "multipart/mixed", byteCount: 9)
        let leaf = PartOutline(parent: 0, mediaType: "text/plain", byteCount: 3, text: "abc")
        func decoded(_ parts: [PartOutline], attachments: Int = 0, limit: Int = 10) throws -> [PartOutline] {
            var reading = Reading()
            reading.parts = parts
            reading.attachments = (0..<attachments).map { _ in
                Attachment(names: [], declaredType: "", detectedType: "", byteCount: 0)
            }
            var limits = ReadingLimits()
            limits.parts = limit
            return try Reading(decoding: reading.encoded, limits: limits).parts
        }
        #expect(try decoded([root, leaf, leaf]) == [root, leaf, leaf])
        #expect(throws: WireError.self) { try decoded([root, leaf, leaf], limit: 2) }
        #expect(throws: WireError.self) { try decoded([root, root]) }
        #expect(throws: WireError.self) { try decoded([leaf]) }
        var other = leaf
        other.parent = 1
        #expect(throws: WireError.self) { try decoded([root, other]) }
        other = leaf
        other.attachment = 0
        #expect(try decoded([root, other], attachments: 1) == [root, other])
        #expect(throws: WireError.self) { try decoded([root, other]) }
    }

    @Test("Names of viruses are capped, so that every scan result fits its packet")
    func names() throws {
        let phrase = String(repeating: "a\u{301}", count: 10_000)
        let long = ScanResult.infected(
            [String](repeating: phrase, count: 1_000), besides: .found(.incomplete(reason: phrase)))
        let bytes = ChildAnswer.scan(.found(long)).encoded
        #expect(bytes.count < ChildAnswer.maximumByteCount)
        guard case .scan(.found(.infected(let names, _))) = try ChildAnswer(decoding: bytes) else {
            Issue.record("not an infection")
            return
        }
        #expect(names == [String](repeating: String(repeating: "a?", count: 128), count: 64))
    }

    @Test("What is said to be beside an infection is no infection, and within none")
    func infectedBesides() throws {
        let twice = ScanResult.infected(["A"], besides: .found(.infected(["B"])))
        #expect(throws: WireError.self) { try ChildAnswer(decoding: ChildAnswer.scan(.found(twice)).encoded) }
    }

    @Test("A name that could forge a line is made harmless by an honest child and refused from another")
    func forgery() throws {
        let honest = ChildAnswer.unreadable(reason: "a\r\nX-Spam: no").encoded
        #expect(try ChildAnswer(decoding: honest) == .unreadable(reason: "a??X-Spam: no"))
        let forged = honest.map { $0 == UInt8(ascii: "?") ? 0x0A : $0 }
        #expect(throws: WireError.invalid("a name or reason", at: 1)) { try ChildAnswer(decoding: forged) }
    }

    @Test("The wire form holds every limit and every setting")
    func fields() {
        #expect(ReadingLimits.wireFields.count == Mirror(reflecting: ReadingLimits()).children.count)
        // And `isEnabled`, `engines`, `database` and `checksPhishingURLs`.
        #expect(AntivirusSettings.wireFields.count + 4 == Mirror(reflecting: AntivirusSettings()).children.count)
    }

    @Test("Settings of another version are refused with both versions")
    func version() {
        var bytes = WorkerSettings(antivirus: AntivirusSettings(), scratch: "/s").encoded
        bytes[0] &+= 1
        #expect(throws: WireError.version(actual: WorkerSettings.wireVersion + 1, expected: WorkerSettings.wireVersion))
        {
            try WorkerSettings(decoding: bytes)
        }
    }
}
