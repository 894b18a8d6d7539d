import MIME
import MailObject
import TestSupport
import Testing

@testable import Policy

@Suite("Hop count")
struct HopCountTests {
    private static let settings = PolicySettings(hostname: "spam.example.org")

    private static func own(
        settings: PolicySettings = settings, localPort: Int = 10024, localAddress: String = "127.0.0.1",
        helo: String = "mx.example.org"
    ) -> [UInt8] {
        Trace(
            id: MailID(),
            client: ClientInfo(
                address: "192.0.2.1", port: 4711, localAddress: localAddress, localPort: localPort, helo: helo),
            sessionProtocol: .esmtp, date: "Tue, 14 Nov 2023 10:20:30 +0100 (CET)"
        ).field(for: [Recipient(forwardPath: Path("a@example.org"))], settings: settings).bytes
    }

    private static func count(_ content: [UInt8], localPort: Int = 10024) -> HopCount {
        HopCount(in: content.span, settings: settings, localPort: localPort)
    }

    @Test("Received fields are counted to the end of the header, and ours among them")
    func counts() {
        var content = Self.own() + Self.own(localAddress: "192.0.2.9")
        content += Array("Subject: Received: from x by localhost\r\nRECEIVED : from a by b\r\n".utf8)
        content += Array("received: x\r\n".utf8) + Self.own(localPort: 10034)
        content += Array("\r\nReceived: in the body\r\n".utf8) + Self.own()
        #expect(Self.count(content) == HopCount(hops: 5, ownHops: 2))
        #expect(Self.count(content, localPort: 10034) == HopCount(hops: 5, ownHops: 1))
    }

    @Test("Ours are those of this host, this product and this port", arguments: [0, 10024])
    func ours(port: Int) {
        let address = port == 0 ? "" : "::1"
        #expect(Self.count(Self.own(localPort: port, localAddress: address), localPort: port).ownHops == 1)
        for other in [
            PolicySettings(hostname: "spam.example.or"), PolicySettings(hostname: "spam.example.organic"),
            PolicySettings(product: "amavis", hostname: "spam.example.org"), PolicySettings(hostname: "x"),
        ] {
            let content = Self.own(settings: other, localPort: port, localAddress: address)
            #expect(Self.count(content, localPort: port) == HopCount(hops: 1, ownHops: 0))
        }
        #expect(Self.count(Self.own(localPort: port + 1), localPort: port).ownHops == 0)
    }

    @Test("Ours are known folded otherwise, and whatever the client called itself")
    func folded() {
        let one = String(decoding: Self.own(), as: UTF8.self)
        let tight = one.replacing("\r\n ", with: " ")
        let wide = one.replacing("\r\n ", with: "\r\n\t  ").replacing("localhost (", with: "localhost\r\n (")
        #expect(tight != one && wide != one)
        for text in [one, tight, wide] { #expect(Self.count(Array(text.utf8)).ownHops == 1) }
        for helo in ["by.example", "by", "baby by-x", "(by", "x\\", "((("] {
            let count = Self.count(Self.own(helo: helo))
            #expect(count.hops == 1)
            // A name that opens a comment hides the clause: then it is not counted, which leaves the other limit.
            #expect(count.ownHops == (helo.contains("(") ? 0 : 1), "\(helo)")
        }
        let forged = "Received: from x (by localhost (spam.example.org) (tamis, port 10024)) by y\r\n"
        #expect(Self.count(Array(forged.utf8)).ownHops == 0)
    }

    @Test("A message is in a loop above the limits, not at them")
    func limits() {
        let field = Array("Received: from a by b\r\n".utf8)
        #expect(!Self.count(Array(repeatElement(field, count: 100).joined())).isLoop)
        #expect(Self.count(Array(repeatElement(field, count: 101).joined())).isLoop)
        #expect(!Self.count(Array(repeatElement(Self.own(), count: 10).joined())).isLoop)
        #expect(Self.count(Array(repeatElement(Self.own(), count: 11).joined())).isLoop)
    }

    @Test("Law 7: any bytes are counted", arguments: 0..<50)
    func junk(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var content: [UInt8] = []
        let pieces = [
            "by", " by ", "localhost", "(spam.example.org", "(tamis, port 10024)", ")", "(", "\\", "\r\n ", " ",
        ]
        while content.count < 4_000 {
            if Int.random(in: 0..<8, using: &generator) == 0 { content += Array("\r\nReceived: ".utf8) }
            content += Array((pieces.randomElement(using: &generator) ?? "").utf8)
        }
        var fields = 0
        HeaderFields.scan(content.span) { _ in fields += 1 }
        let count = Self.count(content)
        #expect(count.ownHops <= count.hops && count.hops <= fields)
        let junk = generator.mailLikeBytes(count: 5_000)
        let other = Self.count(junk)
        #expect(other.ownHops <= other.hops)
    }

    @Test("Every cut of our own field is read without a trap")
    func cuts() {
        let field = Self.own()
        for end in 0...field.count {
            #expect(Self.count(Array(field[..<end])).hops == (end >= "Received:".utf8.count ? 1 : 0))
        }
    }
}
