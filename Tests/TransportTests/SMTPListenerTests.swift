import Foundation
import MailObject
import SMTP
import TestSupport
import Testing
import Transport

@Suite("SMTPListener", .timeLimit(.minutes(5)))
struct SMTPListenerTests {
    private static let envelope = "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\n"
    private static let message = envelope + "DATA\r\nSubject: x\r\n\r\nHello\r\n.\r\n"

    @Test("Law 6: a dialogue in one piece and in pieces of one octet gives one and the same")
    func pieces() async throws {
        let recorder = Recorder { _ in [Reply(250, EnhancedCode(2, 0, 0), "Ok")] }
        try await withListener(recorder) { _, address in
            let dialogue = "EHLO x\r\n" + Self.message + Self.message + "QUIT\r\n"
            let (whole, single) = try await blocking {
                let first = try RawSocket(to: address)
                try first.send(dialogue)
                let second = try RawSocket(to: address)
                for octet in dialogue.utf8 { try second.send([octet]) }
                return (first.readToEnd(), second.readToEnd())
            }
            #expect(whole == single)
            #expect(whole.hasPrefix("220 [127.0.0.1] ESMTP tamis service ready\r\n"))
            #expect(whole.hasSuffix("221 2.0.0 [127.0.0.1] tamis closing transmission channel\r\n"))
            #expect(recorder.contents == Array(repeating: octets("Subject: x\r\n\r\nHello\r\n"), count: 4))
        }
    }

    @Test("The handler is told who connected, and what was replaced in the content")
    func message() async throws {
        let recorder = Recorder()
        try await withListener(recorder) { _, address in
            let output = try await blocking {
                let client = try RawSocket(to: address)
                try client.send(
                    "LHLO mx.example.org\r\nXFORWARD NAME=n ADDR=192.0.2.1 IDENT=4ABC\r\n" + Self.envelope
                        + "RCPT TO:<b@example.net>\r\nDATA\r\na\nb\r\n.\r\nQUIT\r\n")
                return client.readToEnd()
            }
            let message = try #require(recorder.received.first)
            #expect(message.client.address == "127.0.0.1")
            #expect(message.client.port != 0)
            #expect(message.client.localAddress == "127.0.0.1")
            if case .tcp(_, let port) = address { #expect(message.client.localPort == port) }
            #expect(message.client.helo == "mx.example.org")
            #expect(message.client.forwarded == [.name: "n", .address: "192.0.2.1", .ident: "4ABC"])
            #expect(message.sessionProtocol == .lmtp)
            #expect(message.replacedOctets == 1)
            #expect(recorder.contents == [octets("a b\r\n")])
            #expect(output.components(separatedBy: "queued as \(message.id)").count == 3)
        }
    }

    @Test("Law 4: a client that vanishes in DATA leaves nothing behind", arguments: ["close", "reset", "half"])
    func vanishes(way: String) async throws {
        let recorder = Recorder()
        try await withListener(recorder) { listener, address in
            try await blocking {
                let client = try RawSocket(to: address)
                try client.send("EHLO x\r\n" + Self.envelope + "DATA\r\n")
                try client.read(until: "354")
                try client.send("Subject: x\r\n\r\nHello\r\n.\r")
                switch way {
                case "reset": client.abort()
                case "half":
                    client.shutDownOutput()
                    #expect(client.readToEnd().hasPrefix("421 4.4.2"))
                default: break
                }
            }
            try await eventually("connection is gone") { listener.connectionCount == 0 }
            #expect(recorder.received.isEmpty)
            #expect(listener.bytesInFlight == 0)
        }
    }

    @Test("A client that closes its side after the final dot still gets its answer")
    func halfClosed() async throws {
        let gate = Gate()
        let recorder = Recorder { _ in
            await gate.wait()
            return [Reply(250, EnhancedCode(2, 0, 0), "late")]
        }
        try await withListener(recorder) { _, address in
            async let output = blocking {
                let client = try RawSocket(to: address)
                try client.send("EHLO x\r\n" + Self.message + "QUIT\r\n")
                client.shutDownOutput()
                return client.readToEnd()
            }
            try await eventually("message is there") { recorder.received.count == 1 }
            gate.open()
            #expect(try await output.contains("250 2.0.0 late\r\n221 2.0.0"))
        }
    }

    @Test("A client that vanishes while its message is judged: the handler ends all the same")
    func vanishesInJudgement() async throws {
        let gate = Gate()
        let recorder = Recorder { _ in
            await gate.wait()
            return [Reply(250, nil, "nobody hears this")]
        }
        try await withListener(recorder) { listener, address in
            try await blocking {
                let client = try RawSocket(to: address)
                try client.send("EHLO x\r\n" + Self.message)
                try client.read(until: "354")
                client.abort()
            }
            try await eventually("message is there") { recorder.received.count == 1 }
            #expect(listener.bytesInFlight > 0)
            gate.open()
            try await eventually("room is given back") { listener.bytesInFlight == 0 }
        }
    }

    @Test("Law 13: a shutdown lets a running message finish, tells idle clients, and then returns")
    func drain() async throws {
        let gate = Gate()
        let recorder = Recorder { _ in
            await gate.wait()
            return [Reply(250, EnhancedCode(2, 0, 0), "done")]
        }
        try await withListener(recorder) { listener, address in
            async let busy = blocking {
                let client = try RawSocket(to: address)
                try client.send("EHLO x\r\n" + Self.message)
                return client.readToEnd()
            }
            async let idle = blocking {
                let client = try RawSocket(to: address)
                try client.send("EHLO x\r\n")
                return client.readToEnd()
            }
            try await eventually("message is there") { recorder.received.count == 1 }
            try await eventually("both are connected") { listener.connectionCount == 2 }
            listener.shutDown()
            #expect(try await idle.contains("421 4.3.2 [127.0.0.1] Service shutting down, closing channel"))
            try await eventually("no connection is taken") { (try? RawSocket(to: address)) == nil }
            gate.open()
            #expect(try await busy.contains("250 2.0.0 done\r\n421 4.3.2"))
        }
    }

    @Test("While the budget is spent, 354 waits; with room it comes, in turn")
    func budget() async throws {
        let gate = Gate()
        let recorder = Recorder { _ in
            await gate.wait()
            return [Reply(250, EnhancedCode(2, 0, 0), "done")]
        }
        try await withListener(recorder) {
            $0.maximumBytesInFlight = 1000
            $0.sizeLimit = 1000
        } _: { listener, address in
            // No SIZE: the whole limit is reserved, and once the size is known the rest is given back.
            async let first = blocking {
                let client = try RawSocket(to: address)
                try client.send(
                    "EHLO x\r\n" + Self.message.replacing("Hello", with: String(repeating: "x", count: 900)))
                try client.send("QUIT\r\n")
                return client.readToEnd()
            }
            try await eventually("first message is there") { recorder.received.count == 1 }
            async let second = blocking {
                let client = try RawSocket(to: address)
                try client.send("EHLO x\r\n" + Self.message + "QUIT\r\n")
                return client.readToEnd()
            }
            try await eventually("second message waits") { listener.waitingCount == 1 }
            #expect(recorder.received.count == 1)
            gate.open()
            #expect(try await first.contains("250 2.0.0 done"))
            #expect(try await second.contains("354 End data with <CR><LF>.<CR><LF>\r\n250 2.0.0 done\r\n221"))
        }
    }

    @Test("Without room to the end of the wait: 452, and the next attempt is welcome")
    func budgetExhausted() async throws {
        let gate = Gate()
        let recorder = Recorder { _ in
            await gate.wait()
            return [Reply(250, EnhancedCode(2, 0, 0), "done")]
        }
        try await withListener(recorder) {
            $0.maximumBytesInFlight = 900
            $0.sizeLimit = 1000
            $0.admissionWait = .milliseconds(200)
        } _: { listener, address in
            async let first = blocking {
                let client = try RawSocket(to: address)
                try client.send(
                    "EHLO x\r\n" + Self.message.replacing("Hello", with: String(repeating: "x", count: 900)))
                return client.readToEnd()
            }
            try await eventually("first message is there") { recorder.received.count == 1 }
            let later = try await blocking {
                let client = try RawSocket(to: address)
                try client.send("EHLO x\r\n" + Self.envelope + "DATA\r\n")
                let refused = try client.read(until: "452 ")
                gate.open()
                repeat { try client.send("DATA\r\n") } while try !client.read(until: "").hasPrefix("354")
                try client.send(".\r\nQUIT\r\n")
                return refused + client.readToEnd()
            }
            #expect(later.contains("452 4.3.1 Insufficient system storage, try again later"))
            #expect(later.hasSuffix("250 2.0.0 done\r\n221 2.0.0 [127.0.0.1] tamis closing transmission channel\r\n"))
            listener.shutDown()
            #expect(try await first.contains("250 2.0.0 done"))
        }
    }

    @Test("A silent client is told and closed, before and within a content")
    func timeouts() async throws {
        try await withListener(Recorder()) {
            $0.idleTimeout = .milliseconds(300)
        } _: { _, address in
            let idle = try await blocking { try RawSocket(to: address).readToEnd() }
            #expect(idle.contains("421 4.4.2 [127.0.0.1] timed out"))
        }
        try await withListener(Recorder()) {
            $0.dataTimeout = .milliseconds(300)
        } _: { _, address in
            let inData = try await blocking {
                let client = try RawSocket(to: address)
                try client.send("EHLO x\r\n" + Self.envelope + "DATA\r\nabc")
                return client.readToEnd()
            }
            #expect(inData.contains("354") && inData.contains("421 4.4.2"))
        }
    }

    @Test("A client that sends without reading does not fill our memory, and loses nothing")
    func neverReads() async throws {
        let recorder = Recorder()
        try await withListener(recorder) { _, address in
            let count = 50_000
            let output = try await blocking {
                let client = try RawSocket(to: address)
                detachThread { try? client.send(String(repeating: "NOOP\r\n", count: count) + "QUIT\r\n") }
                return client.readToEnd()
            }
            #expect(output.utf8.split(separator: 0x0A).count == count + 2)
        }
    }

    @Test("An address that is taken is an error with cause and remedy, and the others are let go")
    func taken() async throws {
        let (socket, taken) = try RawSocket.listening()
        defer { withExtendedLifetime(socket) {} }
        let listener = SMTPListener(
            settings: ListenerSettings(addresses: [.tcp(host: "127.0.0.1", port: 0), taken]), handler: Recorder(),
            logger: quietLogger)
        let error = await #expect(throws: ListenerError.self) { try await listener.bind() }
        #expect(error?.address == taken)
        #expect(error?.description.contains("Address already in use by ") == true)
        #expect(listener.boundAddresses.isEmpty)
    }

    @Test("It listens on several addresses: IPv4, IPv6 and a UNIX socket, stale files taken over")
    func addresses() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/lmtp.sock"
        let recorder = Recorder()
        for _ in 0..<2 {
            let listener = SMTPListener(
                settings: ListenerSettings(addresses: [
                    .tcp(host: "127.0.0.1", port: 0), .tcp(host: "::1", port: 0), .unix(path: path),
                ]), handler: recorder, logger: quietLogger)
            try await listener.bind()
            async let running: Void = listener.run()
            #expect(listener.boundAddresses.count == 3)
            for address in listener.boundAddresses {
                let client = NextHopClient(
                    settings: NextHopSettings(addresses: [.fixed(address)], protocol: .lmtp), logger: quietLogger)
                let outcomes = await client.relay(try transaction(octets("x\r\n"))).outcomes
                #expect(outcomes.map(\.isRelayed) == [true])
                client.shutDown()
            }
            // A second one on the same socket is refused, for the first is alive.
            let second = SMTPListener(
                settings: ListenerSettings(addresses: [.unix(path: path)]), handler: recorder, logger: quietLogger)
            await #expect(throws: ListenerError.self) { try await second.bind() }
            listener.shutDown()
            try await running
            // What a killed process leaves behind.
            let stale = SMTPListener(
                settings: ListenerSettings(addresses: [.unix(path: path)]), handler: recorder, logger: quietLogger)
            try await stale.bind()
            try FileManager.default.moveItem(atPath: path, toPath: path + ".kept")
            stale.shutDown()
            try await stale.run()
            try FileManager.default.moveItem(atPath: path + ".kept", toPath: path)
        }
        #expect(recorder.received.count == 6)
        #expect(recorder.received.contains { $0.client.address == "::1" })
        #expect(recorder.received.contains { $0.client.address.isEmpty })
    }
}
