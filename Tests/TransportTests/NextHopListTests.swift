import MailObject
import SMTP
import Synchronization
import TestSupport
import Testing
import Transport

@Suite("Next hops of a list", .timeLimit(.minutes(5)))
struct NextHopListTests {
    private func client(
        _ endpoints: [Endpoint], _ change: (inout NextHopSettings) -> Void = { _ in }
    ) -> NextHopClient {
        var settings = NextHopSettings(addresses: endpoints.map(NextHopAddress.fixed))
        change(&settings)
        return NextHopClient(settings: settings, logger: quietLogger)
    }

    /// A port at which nobody listens.
    private func down() throws -> Endpoint {
        let (socket, free) = try RawSocket.listening()
        return withExtendedLifetime(socket) { free }
    }

    @Test("The first that can be reached gets the mail, and the report names it")
    func failover() async throws {
        let recorder = Recorder()
        let dead = try down()
        let rude = try ScriptedHop([[(nil, "421 4.3.2 not now\r\n")], [(nil, "421 4.3.2 not now\r\n")]])
        try await withListener(recorder) { _, address in
            let client = client([dead, rude.endpoint, address])
            for _ in 0..<2 {
                let report = await client.relay(try transaction(octets("x\r\n")))
                #expect(report.nextHop == "smtp:\(address.bracketed)")
                #expect(report.outcomes.map(\.isRelayed) == [true])
            }
            client.shutDown()
        }
        #expect(recorder.received.count == 2)
        // The second message does not knock where the first was sent away.
        try await eventually("one connection was made") { rude.seen.count == 1 }

        let report = await client([dead, rude.endpoint]).relay(try transaction(octets("x\r\n")))
        #expect(report.nextHop == "smtp:\(rude.endpoint.bracketed)")
        #expect(report.outcomes.map(\.isUnreachable) == [true])
    }

    @Test("Law 2: one that has answered MAIL is not passed over for the next, whatever it says then")
    func noFailoverInDialogue() async throws {
        let recorder = Recorder()
        let hop = try ScriptedHop([
            [
                (nil, "220 mx\r\n"), ("EHLO", "250-mx\r\n250 PIPELINING\r\n"),
                ("RCPT", "450 4.3.0 no\r\n450 4.3.0 no\r\n"),
            ]
        ])
        try await withListener(recorder) { _, address in
            let report = await client([hop.endpoint, address]).relay(try transaction(octets("x\r\n")))
            #expect(report.outcomes.map(\.isRelayed) == [false])
        }
        #expect(recorder.received.isEmpty)
    }

    @Test("Two MX that share a filter host each get their own mail back")
    func ofClient() async throws {
        let recorder = Recorder()
        try await withListener(recorder, settings: { $0.places = [ListeningPlace(.tcp(host: "127.0.0.2", port: 0))] }) {
            _, address in
            guard case .tcp(_, let port) = address else { return }
            var settings = NextHopSettings(addresses: [.ofClient(host: nil, port: nil)])
            settings.timeouts.connect = .seconds(10)
            let client = NextHopClient(settings: settings, logger: quietLogger)
            let plain = try transaction(octets("x\r\n"))
            func relay(from host: String) async -> RelayReport {
                await client.relay(
                    OutgoingTransaction(
                        client: ClientInfo(address: host, localPort: port - 1), envelope: plain.envelope,
                        content: plain.content, deadline: plain.deadline))
            }
            #expect(await relay(from: "127.0.0.2").nextHop == "smtp:[127.0.0.2]:\(port)")
            // The other MX has no listener there: its mail does not go to the first.
            #expect(await relay(from: "127.0.0.3").outcomes.map(\.isUnreachable) == [true])
            #expect(await relay(from: "").outcomes.map(\.isUnreachable) == [true])
            client.shutDown()
        }
        #expect(recorder.received.count == 1)
    }

    @Test("There are never more transactions than allowed, and those that wait get their turn", arguments: [1, 3])
    func slots(limit: Int) async throws {
        let peak = Mutex((now: 0, most: 0))
        let recorder = Recorder { message in
            peak.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            // Lets others come in between.
            for _ in 0..<20 { await Task.yield() }
            peak.withLock { $0.now -= 1 }
            return message.envelope.recipients.map { _ in Reply(250, EnhancedCode(2, 0, 0), "Ok") }
        }
        try await withListener(recorder) { listener, address in
            let client = client([address]) { $0.maximumConnections = limit }
            let relayed = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        await client.relay(try transaction(octets("x\r\n"))).outcomes.allSatisfy(\.isRelayed)
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(relayed == 40)
            #expect(listener.connectionCount <= limit)
            client.shutDown()
        }
        #expect(peak.withLock { $0.most } <= limit)
    }

    @Test("Law 12: who gets no turn before the deadline is told so, and the turn goes to the next")
    func noSlot() async throws {
        let gate = Gate()
        let recorder = Recorder { message in
            await gate.wait()
            return message.envelope.recipients.map { _ in Reply(250, EnhancedCode(2, 0, 0), "Ok") }
        }
        try await withListener(recorder) { _, address in
            let client = client([address]) { $0.maximumConnections = 1 }
            let first = try transaction(octets("x\r\n"))
            async let held = client.relay(first)
            try await eventually("the first is in work") { recorder.received.count == 1 }
            let late = await client.relay(try transaction(octets("x\r\n"), deadline: .milliseconds(100)))
            #expect(late.outcomes == [.unreachable("No connection to \(address.bracketed) became free")])
            gate.open()
            #expect(await held.outcomes.map(\.isRelayed) == [true])
            #expect(await client.relay(try transaction(octets("x\r\n"))).outcomes.map(\.isRelayed) == [true])
            client.shutDown()
        }
    }

    @Test("What is too many for one transaction follows in another, each recipient once")
    func enoughRecipients() async throws {
        let recorder = Recorder()
        try await withListener(recorder, settings: { $0.maximumRecipients = 3 }) { _, address in
            let client = client([address])
            let recipients = (0..<8).map { "r\($0)@example.net" }
            for allOrNothing in [false, true] {
                let report = await client.relay(
                    try transaction(octets("x\r\n"), to: recipients, allOrNothing: allOrNothing))
                #expect(report.outcomes.count { $0.isRelayed } == recipients.count)
            }
            client.shutDown()
            let parts = recorder.received.map { $0.envelope.recipients.count }
            #expect(parts == [3, 3, 2, 3, 3, 2])
            let all = recorder.received.flatMap { $0.envelope.recipients.map(\.forwardPath) }
            #expect(all == (recipients + recipients).map { Path($0) })
        }
        // One that has no room for anybody is not asked for ever.
        let full = try ScriptedHop([
            [
                (nil, "220 mx\r\n"), ("EHLO", "250-mx\r\n250 PIPELINING\r\n"),
                ("RCPT", "250 ok\r\n452 4.5.3 no\r\n452 4.5.3 no\r\n"), ("RSET", "250 ok\r\n"),
            ]
        ])
        let report = await client([full.endpoint]).relay(try transaction(octets("x\r\n"), to: ["a@x", "b@x"]))
        #expect(report.outcomes.map(\.asksForAnotherTransaction) == [true, true])
    }

    @Test("A probe learns what is announced, and its connection carries the next message")
    func probe() async throws {
        let recorder = Recorder()
        let dead = try down()
        let promised = Announcement(eightBitMIME: true, smtpUTF8: false, dsn: false, xforward: true)
        try await withListener(recorder, announcement: { promised }) { listener, address in
            let client = client([dead, address])
            var seen: [Endpoint] = []
            await client.probe(within: .seconds(30)) { endpoint, host, port in
                #expect(host == "127.0.0.1" && port > 0)
                seen.append(endpoint)
            }
            #expect(seen == [address])
            #expect(client.announcement(for: ClientInfo(address: "")) == promised)
            let next = try transaction(octets("x\r\n"))
            #expect(await client.relay(next).outcomes.map(\.isRelayed) == [true])
            #expect(listener.connectionCount == 1)
            client.shutDown()
        }
        let mute = try RawSocket.listening()
        var answers = 0
        await client([mute.1]).probe(within: .milliseconds(200)) { _, _, _ in answers += 1 }
        #expect(answers == 0)
    }

    @Test("A client in the place of another knows what that knew; what has begun with that one ends with it")
    func update() async throws {
        let gate = Gate()
        let old = Recorder { message in
            await gate.wait()
            return message.envelope.recipients.map { _ in Reply(250, EnhancedCode(2, 0, 0), "Ok") }
        }
        let new = Recorder()
        try await withListener(old) { _, oldAddress in
            try await withListener(new) { _, newAddress in
                let client = client([oldAddress])
                let first = try transaction(octets("old\r\n"))
                async let held = client.relay(first)
                try await eventually("the first is in work") { old.received.count == 1 }
                let settings = NextHopSettings(addresses: [.fixed(oldAddress), .fixed(newAddress)])
                let other = NextHopClient(settings: settings, logger: quietLogger, insteadOf: client)
                let sender = ClientInfo(address: "127.0.0.1")
                #expect(other.announcement(for: sender) == client.announcement(for: sender))
                client.shutDown()
                let after = self.client([newAddress])
                after.shutDown()
                #expect(await after.relay(try transaction(octets("new\r\n"))).outcomes.map(\.isRelayed) == [true])
                #expect(after.idleConnectionCount == 0)
                gate.open()
                #expect(await held.outcomes.map(\.isRelayed) == [true])
                try await eventually("no connection is kept") { client.idleConnectionCount == 0 }
            }
        }
        #expect(old.received.count == 1 && new.received.count == 1)
    }
}
