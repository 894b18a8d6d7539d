import Synchronization
import TestSupport
import Testing

extension EndToEnd {
    /// Each thing that a next hop can do wrong, in each phase: what the client hears of it (laws 1 and 13), and what
    /// arrives. In front of it is the whole program, behind it a server that takes everything.
    @Suite(.serialized)
    struct NextHopFaultTests {
        /// What the client speaks.
        enum Client: String, CaseIterable, Sendable { case lmtp = "LHLO", smtp = "EHLO" }

        /// A fault, and the class of the reply for each of two recipients.
        struct Case: Sendable {
            let fault: HopFault
            let replies: [Character]

            init(_ phase: HopFault.Phase, _ act: HopFault.Act, _ replies: Character...) {
                fault = HopFault(phase, act)
                self.replies = replies.count == 1 ? [replies[0], replies[0]] : replies
            }
        }

        /// A next hop that will not talk at all is our trouble, whatever its code. One that says no to a message has
        /// its word passed on. XFORWARD serves the log only.
        private static func cases(_ client: Client) -> [Case] {
            var cases: [Case] = []
            for phase in HopFault.Phase.allCases {
                let permanent: Character =
                    switch phase {
                    case .greeting, .ehlo: "4"
                    case .xforward: "2"
                    case .mail, .rcpt, .data, .content, .dot: "5"
                    }
                cases += [
                    Case(phase, .reply(421), "4"),
                    Case(phase, .reply(451), phase == .xforward ? "2" : "4"),
                    Case(phase, .reply(554), permanent),
                    Case(phase, .closeBefore, "4"),
                    Case(phase, .closeAfter, "4"),
                    Case(phase, .stallBefore(.milliseconds(200)), "2"),
                    Case(phase, .stallAfter(.milliseconds(200)), "2"),
                    Case(phase, .octets, "2"),
                ]
            }
            switch client {
            case .lmtp:
                cases += [
                    Case(.rcpt, .replyToSome(451), "4", "2"), Case(.rcpt, .replyToSome(554), "5", "2"),
                ]
            // One reply for both: they come again together.
            case .smtp: cases.append(Case(.rcpt, .replyToSome(451), "4"))
            }
            return cases
        }

        /// Gives out one fault, once.
        private final class NextFault: Sendable {
            private let fault = Mutex<HopFault?>(nil)
            private let probed = Atomic(false)

            /// Waits for the connection that Tamis makes at its start, which would take a fault away.
            func waitForProbe() async throws {
                try await eventually("the next hop is asked at the start") { probed.load(ordering: .relaxed) }
            }

            func set(_ new: HopFault) { fault.withLock { $0 = new } }

            func take(at moment: FaultyHop.Moment) -> HopFault? {
                fault.withLock { fault in
                    let isOfConnection = fault?.phase == .greeting || fault?.phase == .ehlo
                    let asksForConnection = if case .connection = moment { true } else { false }
                    if asksForConnection { probed.store(true, ordering: .relaxed) }
                    guard isOfConnection == asksForConnection else { return nil }
                    defer { fault = nil }
                    return fault
                }
            }
        }

        /// Sends a message of its own to two recipients; one reply a recipient, over SMTP the same twice.
        private func send(_ name: String, _ dialogue: SMTPDialogue, _ client: Client) throws -> [String] {
            try dialogue.say("XFORWARD ADDR=192.0.2.1 IDENT=\(name)")
            let replies = try dialogue.sendNext(
                content: Self.content(name), to: ["a@example.test", "b@example.test"], lmtp: client == .lmtp)
            return client == .lmtp ? replies : replies + replies
        }

        private static func content(_ name: String) -> [UInt8] {
            SpecimenMail.message(subject: name, body: "Before \(name)\n.\n..\nafter \(name)\n")
        }

        @Test(arguments: Client.allCases)
        func `Whatever the next hop does wrong, the client hears the right class and nothing truncated arrives`(
            from client: Client
        ) async throws {
            let sink = try await SinkProcess.start()
            let next = NextFault()
            let hop = try FaultyHop(to: sink.port) { next.take(at: $0) }
            let tamis = try await TamisProcess.start(nextHop: hop.port)
            try await next.waitForProbe()
            let dialogue = try SMTPDialogue(port: tamis.port)
            try dialogue.reply()
            try dialogue.say("\(client.rawValue) client.example.com")

            var expected: [[UInt8]] = []
            for (number, item) in Self.cases(client).enumerated() {
                // A fresh connection: on one that was used before, some faults are tried once more at once.
                hop.hangUp()
                next.set(item.fault)
                let faulty = try send("F\(number)", dialogue, client)
                #expect(
                    faulty.map(\.first) == item.replies.map(Optional.some), "\(item.fault): \(faulty)\n\(tamis.log)")
                // EHLO is followed by HELO.
                #expect((hop.faultCounts[item.fault.description] ?? 0) > 0, "\(item.fault)")
                // The next hop has what it took, also when it could not say so.
                let isTaken = item.replies.contains("2") || item.fault == HopFault(.dot, .closeAfter)
                if isTaken { expected.append(SMTPDialogue.canonical(Self.content("F\(number)"))) }

                let clean = try send("N\(number)", dialogue, client)
                #expect(clean.allSatisfy { $0.hasPrefix("250 2.0.0") }, "after \(item.fault): \(clean)\n\(tamis.log)")
                expected.append(SMTPDialogue.canonical(Self.content("N\(number)")))
            }
            let arrived = try sink.messages()
            #expect(arrived.count == expected.count)
            for (message, content) in zip(arrived, expected) {
                let isWhole = message.content.endsWith(content)
                #expect(isWhole, "\(HeaderBlock(message.content).values("Subject"))")
            }
            #expect(try await tamis.process.stop() == 0, "\(tamis.log)")
        }

        @Test
        func `A next hop that stalls in any phase is a 4yz within the deadline, without the final dot`() async throws {
            let sink = try await SinkProcess.start()
            let next = NextFault()
            let hop = try FaultyHop(to: sink.port) { next.take(at: $0) }
            let tamis = try await TamisProcess.start(
                nextHop: hop.port, settings: ["smtp.deadline=4", "worker.deadline=3"])
            try await next.waitForProbe()
            let dialogue = try SMTPDialogue(port: tamis.port)
            try dialogue.reply()
            try dialogue.say("LHLO client.example.com")
            // Before the final dot: a stall there is the next hop's last word outstanding, for which there is more time.
            for phase in HopFault.Phase.allCases where phase != .dot && phase != .content {
                hop.hangUp()
                next.set(HopFault(phase, .stallAfter(.seconds(20))))
                let replies = try send("S\(phase.rawValue)", dialogue, .lmtp)
                #expect(replies.count == 2 && replies.allSatisfy { $0.hasPrefix("450 4.4.") }, "\(phase): \(replies)")
                #expect(hop.transactions.allSatisfy { $0.dotPassedOn == nil }, "\(phase)")
            }
            #expect(sink.count == 0)
            // After it, the next hop has the message, and is waited for past the deadline.
            hop.hangUp()
            next.set(HopFault(.dot, .stallAfter(.seconds(6))))
            let replies = try send("LAST", dialogue, .lmtp)
            #expect(replies.count == 2 && replies.allSatisfy { $0.hasPrefix("250 2.0.0") }, "\(replies)")
            #expect(sink.count == 1)
            #expect(try await tamis.process.stop() == 0, "\(tamis.log)")
        }
    }
}
