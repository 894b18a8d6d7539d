import MailObject
import SMTP
import Synchronization
import TestSupport
import Testing
import Transport

/// A next hop that plays a script on each connection it accepts.
///
/// A script is a list of steps: what must have come (a line that begins so), then what is answered; nil closes.
struct ScriptedHop {
    typealias Step = (until: String?, reply: String?)

    let endpoint: Endpoint
    private let server: RawSocket

    private final class Box: Sendable {
        let transcripts = Mutex<[String]>([])
    }
    private let box = Box()

    /// Whole transcripts of the connections that have ended.
    var seen: [String] { box.transcripts.withLock { $0 } }

    init(_ scripts: [[Step]]) throws {
        (server, endpoint) = try RawSocket.listening()
        let server = server
        let box = box
        let plain = scripts.map { $0.map { Line(until: $0.until, reply: $0.reply) } }
        detachThread {
            for script in plain {
                guard let client = try? server.accepted() else { return }
                var transcript = ""
                do {
                    for step in script {
                        if let until = step.until { transcript += try client.read(until: until) }
                        guard let reply = step.reply else { break }
                        try client.send(reply)
                    }
                    if script.last?.reply != nil { transcript += client.readToEnd() }
                } catch {
                    transcript += "\(error)"
                }
                box.transcripts.withLock { $0.append(transcript) }
            }
        }
    }

    private struct Line: Sendable {
        let until: String?
        let reply: String?
    }
}

@Suite("NextHopClient", .timeLimit(.minutes(5)))
struct NextHopClientTests {
    private static let hello: [ScriptedHop.Step] = [
        (nil, "220 mx ESMTP\r\n"), ("EHLO", "250-mx\r\n250-8BITMIME\r\n250 PIPELINING\r\n"),
    ]
    private static let delivery: [ScriptedHop.Step] = [
        ("DATA", "250 ok\r\n250 ok\r\n"), (nil, "354 go\r\n"), (".", "250 2.0.0 Ok: queued as 4XYZ\r\n"),
    ]

    private func client(_ endpoint: Endpoint, _ change: (inout NextHopSettings) -> Void = { _ in }) -> NextHopClient {
        var settings = NextHopSettings(addresses: [.fixed(endpoint)])
        change(&settings)
        return NextHopClient(settings: settings, logger: quietLogger)
    }

    private func words(_ outcomes: [RelayOutcome]) -> [String] {
        outcomes.map { outcome in
            switch outcome {
            case .answered(let reply, let phase): "\(reply.code) \(phase.rawValue)"
            case .unreachable: "unreachable"
            case .broken(let phase, _): "broken \(phase.rawValue)"
            }
        }
    }

    @Test(
        "Law 3: contents of every size arrive byte for byte, over SMTP and LMTP, on one connection",
        arguments: [NextHopProtocol.smtp, .lmtp])
    func roundTrip(nextHopProtocol: NextHopProtocol) async throws {
        let recorder = Recorder()
        try await withListener(recorder) { listener, address in
            let client = client(address) { $0.nextHopProtocol = nextHopProtocol }
            let line = octets(".line with a dot, and some more to it \u{E4} 0123456789\r\n")
            var contents: [[UInt8]] = [[], octets(".\r\n"), octets("..\r\n.\r\n"), octets("\r\n")]
            for size in [1 << 10, 65_535, 65_536, 65_537, 10 << 20] {
                var content = line
                while content.count < size { content += content }
                contents.append(content.prefix(size - 2) + [0x0D, 0x0A])
            }
            for content in contents {
                let outcomes = await client.relay(try transaction(content, to: ["b@example.net", "b@example.net"]))
                    .outcomes
                #expect(outcomes.map(\.isRelayed) == [true, true])
            }
            #expect(recorder.contents == contents)
            #expect(listener.connectionCount == 1)
            #expect(client.idleConnectionCount == 1)
            client.shutDown()
            try await eventually("QUIT closed it") { listener.connectionCount == 0 }
        }
    }

    @Test("Envelope, parameters and XFORWARD pass through unchanged")
    func envelope() async throws {
        let recorder = Recorder()
        try await withListener(recorder) { _, address in
            let client = client(address) { $0.heloName = "filter.example.org" }
            let parameters = [
                ESMTPParameter(keyword: "BODY", value: octets("8BITMIME")), ESMTPParameter(keyword: "SMTPUTF8"),
                ESMTPParameter(keyword: "ENVID", value: octets("a+2Bb")),
            ]
            _ = await client.relay(
                try transaction(
                    octets("x\r\n"), to: ["\"a b\"@example.net", "Grüße@example.net"], mailParameters: parameters,
                    forwarded: [.name: "mx one", .ident: "4ABC"]))
            client.shutDown()
            let message = try #require(recorder.received.first)
            #expect(message.envelope.mailParameters == parameters)
            #expect(
                message.envelope.recipients.map(\.forwardPath) == [
                    Path("\"a b\"@example.net"), Path("Grüße@example.net"),
                ])
            #expect(message.client.forwarded == [.name: "mx one", .ident: "4ABC"])
            #expect(message.client.helo == "filter.example.org")
            #expect(message.sessionProtocol == .esmtp)
        }
    }

    @Test("What the next hop announces is remembered for our own clients")
    func announcement() async throws {
        let hop = try ScriptedHop([Self.hello + Self.delivery])
        let client = client(hop.endpoint)
        #expect(client.announcement(for: ClientInfo(address: "127.0.0.1")) == .all)
        #expect(words(await client.relay(try transaction(octets("x\r\n"))).outcomes) == ["250 end-of-data"])
        #expect(
            client.announcement(for: ClientInfo(address: "127.0.0.1"))
                == Announcement(eightBitMIME: true, smtpUTF8: false, dsn: false, xforward: false))
        client.shutDown()
    }

    @Test("A next hop that is down is unreachable, with the reason")
    func down() async throws {
        let endpoint: Endpoint
        do {
            let (socket, free) = try RawSocket.listening()
            endpoint = withExtendedLifetime(socket) { free }
        }
        let outcomes = await client(endpoint).relay(try transaction(octets("x\r\n"), to: ["a@b", "c@d"])).outcomes
        #expect(
            outcomes
                == Array(
                    repeating: .unreachable("Can't connect to \(endpoint.bracketed) (Connection refused)"), count: 2))
        let missing = await client(.unix(path: "/nonexistent/socket")).relay(try transaction(octets("x\r\n"))).outcomes
        #expect(missing == [.unreachable("Can't connect to unix:/nonexistent/socket (No such file or directory)")])
    }

    @Test("A next hop that closes in each phase is broken there, and sees no final dot but its own")
    func closes() async throws {
        let steps = Self.hello + Self.delivery
        let expected = [
            "unreachable", "unreachable", "broken MAIL", "broken DATA", "broken end-of-data",
        ]
        for index in steps.indices {
            var script = Array(steps[..<index])
            script.append((steps[index].until, nil))
            let hop = try ScriptedHop([script])
            let outcomes = await client(hop.endpoint).relay(try transaction(octets("Subject: x\r\n\r\nHello\r\n")))
                .outcomes
            #expect(words(outcomes) == [expected[index]])
            try await eventually("next hop is done") { hop.seen.count == 1 }
            #expect(hop.seen[0].contains("\r\n.\r\n") == (index == steps.count - 1))
        }
    }

    @Test("421 and 554 at the greeting are trouble of our own")
    func greetings() async throws {
        for greeting in ["421 4.3.2 busy\r\n", "554 5.7.1 go away\r\n", "gibberish\r\n"] {
            let hop = try ScriptedHop([[(nil, greeting)]])
            #expect(
                words(await client(hop.endpoint).relay(try transaction(octets("x\r\n"))).outcomes) == ["unreachable"])
        }
    }

    @Test("Law 2: a connection that died idle, or is sent away at MAIL, is replaced by a fresh one, once")
    func stale() async throws {
        let gone = Self.hello + Self.delivery + [("MAIL", "421 4.4.2 idle too long\r\n")]
        let hop = try ScriptedHop([gone, Self.hello + Self.delivery])
        let client = client(hop.endpoint)
        for _ in 0..<2 {
            #expect(words(await client.relay(try transaction(octets("x\r\n"))).outcomes) == ["250 end-of-data"])
        }
        client.shutDown()
        try await eventually("both connections have ended") { hop.seen.count == 2 }

        let closing = try ScriptedHop([
            Self.hello + Self.delivery + [("MAIL", nil)], Self.hello + [("RCPT", "421 4.3.2 down\r\n")],
        ])
        let other = self.client(closing.endpoint)
        #expect(words(await other.relay(try transaction(octets("x\r\n"))).outcomes) == ["250 end-of-data"])
        #expect(words(await other.relay(try transaction(octets("x\r\n"))).outcomes) == ["421 MAIL"])
    }

    @Test("Law 12: past the deadline no dialogue is begun, and no final dot sent")
    func deadline() async throws {
        let hop = try ScriptedHop([Self.hello + [("DATA", "250 ok\r\n250 ok\r\n")]])
        let late = await client(hop.endpoint).relay(try transaction(octets("x\r\n"), deadline: .zero)).outcomes
        #expect(late == [.unreachable("No time left to connect")])
        // 354 never comes: the deadline ends it long before the step's own time.
        let outcomes = await client(hop.endpoint).relay(try transaction(octets("x\r\n"), deadline: .seconds(3)))
            .outcomes
        #expect(outcomes.allSatisfy { "\($0)".contains("Timed out") })
        #expect(outcomes.count == 1)
        try await eventually("connection has ended") { hop.seen.count == 1 }
        #expect(!hop.seen[0].contains("\r\n.\r\n"))
    }

    @Test("Law 12: a next hop that stops reading in the content never gets the final dot")
    func stalls() async throws {
        let (server, endpoint) = try RawSocket.listening()
        let content = [UInt8](repeating: 0x61, count: 20 << 20)
        let hasty = client(endpoint) { $0.timeouts.content = .seconds(1) }
        async let outcomes = hasty.relay(try transaction(content)).outcomes
        let peer = try await blocking {
            let peer = try server.accepted()
            try peer.send("220 x\r\n")
            try peer.read(until: "EHLO")
            try peer.send("250-x\r\n250 PIPELINING\r\n")
            try peer.read(until: "DATA")
            try peer.send("250 ok\r\n250 ok\r\n354 go\r\n")
            return peer
        }
        #expect(try await outcomes == [.broken(phase: .content, reason: "Timed out")])
        let rest = try await blocking { peer.readToEnd() }
        #expect(rest.utf8.count < content.count)
        #expect(!rest.contains("\r\n.\r\n"))
    }

    @Test("Each step has its own time")
    func timeouts() async throws {
        let hop = try ScriptedHop([[(nil, "220 x\r\n")], Self.hello + Self.delivery.dropLast() + [(".", "")]])
        let hasty = client(hop.endpoint) { $0.timeouts.command = .milliseconds(300) }
        #expect(await hasty.relay(try transaction(octets("x\r\n"))).outcomes == [.unreachable("Timed out")])
        let patient = client(hop.endpoint) { $0.timeouts.endOfData = .milliseconds(300) }
        #expect(
            await patient.relay(try transaction(octets("x\r\n"))).outcomes == [
                .broken(phase: .dot, reason: "Timed out")
            ])
    }

    @Test("Law 2: all or nothing gives up before DATA when one recipient is deferred")
    func allOrNothing() async throws {
        let hop = try ScriptedHop([
            Self.hello + [("RCPT TO:<c", "250 ok\r\n250 ok\r\n452 4.2.2 full\r\n"), ("RSET", "250 ok\r\n")]
        ])
        let client = client(hop.endpoint)
        let outcomes = await client.relay(try transaction(octets("x\r\n"), to: ["b@x", "c@x"], allOrNothing: true))
            .outcomes
        #expect(words(outcomes) == ["452 RCPT", "452 RCPT"])
        #expect(client.idleConnectionCount == 1)
        client.shutDown()
        try await eventually("connection has ended") { hop.seen.count == 1 }
        #expect(!hop.seen[0].contains("DATA"))
    }

    @Test("8-bit content for a next hop without 8BITMIME is refused, 7-bit content is not")
    func eightBit() async throws {
        let plain: [ScriptedHop.Step] = [(nil, "220 x\r\n"), ("EHLO", "250-x\r\n250 PIPELINING\r\n")]
        let hop = try ScriptedHop([plain + Self.delivery])
        let client = client(hop.endpoint)
        let refused = await client.relay(try transaction(octets("gr\u{FC}n\r\n"))).outcomes
        #expect(words(refused) == ["550 MAIL"])
        #expect(words(await client.relay(try transaction(octets("x\r\n"))).outcomes) == ["250 end-of-data"])
        client.shutDown()
    }

    @Test("Many at once: every message arrives once, and idle connections are kept within their limit")
    func concurrent() async throws {
        let recorder = Recorder()
        try await withListener(recorder) { listener, address in
            let client = client(address) { $0.maximumIdleConnections = 4 }
            let sent = (0..<200).map { octets("Subject: \($0)\r\n\r\nx\r\n") }
            let relayed = try await withThrowingTaskGroup(of: Bool.self) { group in
                for content in sent {
                    group.addTask { await client.relay(try transaction(content)).outcomes.allSatisfy(\.isRelayed) }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(relayed == 200)
            #expect(Set(recorder.contents) == Set(sent))
            #expect(recorder.received.count == 200)
            #expect(client.idleConnectionCount <= 4)
            try await eventually("the others are closed") { listener.connectionCount <= 4 }
            client.shutDown()
            try await eventually("all are closed") { listener.connectionCount == 0 }
        }
    }
}
