import Glibc

/// One connection through a ``FaultyHop``; runs on a thread of its own, a command at a time.
final class FaultyHopDialogue {
    /// How a step ended: with the dialogue going on, or with its end.
    private enum Step { case done, over }

    private let hop: FaultyHop
    private let number: Int
    private let client: BufferedSocket
    private var server: BufferedSocket?
    private var hello: [UInt8] = []
    /// The fault of the connection, then that of each transaction.
    private var fault: HopFault?
    private var transaction: Int?
    private var recipientCount = 0
    /// No fault has been drawn since the last transaction ended.
    private var isBetween = true

    init(_ hop: FaultyHop, client: Int32, number: Int) {
        self.hop = hop
        self.number = number
        self.client = BufferedSocket(client)
        server = Self.connect(to: hop.target)
    }

    /// Returns when the connection is over. Without a server the client is sent away with nothing.
    func run() {
        guard server != nil else { return }
        fault = hop.fault(at: .connection(number))
        guard greet() == .done else { return }
        while let server, BufferedSocket.waits(for: client, orEndOf: server), let line = client.line() {
            guard command(line) == .done else { return }
        }
    }

    // MARK: Steps

    private func greet() -> Step {
        guard let greeting = reply() else { return .over }
        switch begin(.greeting) {
        case .reply(let code), .replyToSome(let code):
            _ = answer(code)
            return .over
        case .closeBefore, .closeAfter: return .over
        case .stallBefore(let time), .stallAfter(let time): stall(time)
        case .octets, nil: break
        }
        return client.send(greeting) ? .done : .over
    }

    private func command(_ line: [UInt8]) -> Step {
        let words = String(decoding: line.prefix(1_000).filter { $0 >= 0x20 }, as: UTF8.self).split(separator: " ")
        let verb = words.first?.uppercased() ?? ""
        switch verb {
        case "EHLO", "LHLO", "HELO":
            hello = line
            return exchange(line, .ehlo) { _ in }
        case "XFORWARD":
            drawFault()
            return exchange(line, .xforward) { _ in }
        case "MAIL":
            drawFault()
            return exchange(line, .mail) { reply in
                if reply.hasPrefix("2") { self.beginTransaction(Self.address(in: words)) }
            }
        case "RCPT":
            recipientCount += 1
            return exchange(line, .rcpt) { reply in
                guard reply.hasPrefix("2"), let transaction = self.transaction else { return }
                self.hop.update(transaction) { $0.recipients.append(Self.address(in: words)) }
            }
        case "DATA":
            var isAccepted = false
            guard exchange(line, .data, { isAccepted = $0.hasPrefix("354") }) == .done else { return .over }
            return isAccepted ? content() : .done
        case "RSET":
            endTransaction()
            return exchange(line, nil) { _ in }
        default: return exchange(line, nil) { _ in }
        }
    }

    /// Passes a command on and its reply back, unless the fault is of this phase.
    private func exchange(_ line: [UInt8], _ phase: HopFault.Phase?, _ heard: (String) -> Void) -> Step {
        let act = phase.flatMap(begin)
        switch act {
        case .reply(let code): return answer(code)
        case .replyToSome(let code) where recipientCount % 2 == 1: return answer(code)
        case .closeBefore: return .over
        case .stallBefore(let time): stall(time)
        default: break
        }
        guard send(line), let reply = reply() else { return .over }
        heard(String(decoding: reply, as: UTF8.self))
        switch act {
        case .closeAfter: return .over
        case .stallAfter(let time): stall(time)
        default: break
        }
        return client.send(reply) ? .done : .over
    }

    /// The content, line by line; the final dot only when nothing forbids it.
    private func content() -> Step {
        switch begin(.content) {
        case .reply(let code), .replyToSome(let code):
            _ = client.line()
            _ = answer(code)
            return .over
        case .closeBefore, .closeAfter:
            if let line = client.line() { _ = send(line) }
            return .over
        case .stallBefore(let time), .stallAfter(let time): stall(time)
        case .octets, nil: break
        }
        var isHeader = true
        var isLineStart = true
        var pending: [UInt8] = []
        while let line = client.line() {
            let isWhole = line.last == 0x0A
            if isLineStart, line == [0x2E, 0x0D, 0x0A] { return send(pending) ? finalDot() : .over }
            if isHeader, isLineStart { isHeader = !noteIdentifier(line) && line != [0x0D, 0x0A] }
            isLineStart = isWhole
            pending += line
            if pending.count > 60_000 {
                guard send(pending) else { return .over }
                pending = []
            }
        }
        return .over
    }

    private func finalDot() -> Step {
        let act = begin(.dot)
        switch act {
        case .reply(let code), .replyToSome(let code):
            // The server must not get the dot: it gets a new connection instead.
            endTransaction()
            return (code == 421 || reconnect()) && answer(code) == .done ? .done : .over
        case .closeBefore: return .over
        case .stallBefore(let time): stall(time)
        default: break
        }
        let current = transaction
        if let current { hop.update(current) { $0.dotPassedOn = .now } }
        guard send([0x2E, 0x0D, 0x0A]), let reply = reply() else { return .over }
        if let current { hop.update(current) { $0.dotReply = String(decoding: reply, as: UTF8.self) } }
        endTransaction()
        switch act {
        case .closeAfter: return .over
        case .stallAfter(let time): stall(time)
        default: break
        }
        // A client that died in the meantime never hears it, though the first send succeeds.
        guard !client.isGone, client.send(reply) else { return .over }
        if let current { hop.update(current) { $0.replyPassedBack = .now } }
        return .done
    }

    // MARK: Transactions

    private func drawFault() {
        guard isBetween else { return }
        isBetween = false
        recipientCount = 0
        fault = hop.fault(at: .transaction(number))
    }

    private func beginTransaction(_ sender: String) {
        var new = HopTransaction(connection: number)
        new.sender = sender
        new.fault = fault
        transaction = hop.begin(new)
    }

    private func endTransaction() {
        transaction = nil
        isBetween = true
    }

    /// Whether this line was the field that tells messages apart.
    private func noteIdentifier(_ line: [UInt8]) -> Bool {
        let name = Array("X-Chaos-ID: ".utf8)
        guard line.starts(with: name) else { return false }
        let value = String(decoding: line.dropFirst(name.count).filter { $0 > 0x20 }, as: UTF8.self)
        if let transaction { hop.update(transaction) { $0.identifier = value } }
        return true
    }

    // MARK: Faults

    /// What is to go wrong in this phase; counted.
    private func begin(_ phase: HopFault.Phase) -> HopFault.Act? {
        guard let fault, fault.phase == phase else { return nil }
        let isFirst = phase != .rcpt || recipientCount == 1
        if isFirst { hop.count(fault) }
        switch fault.act {
        case .octets:
            client.isDribbling = true
            server?.isDribbling = true
        case .stallBefore where !isFirst, .stallAfter where !isFirst: return nil
        default: break
        }
        return fault.act
    }

    private func answer(_ code: Int) -> Step {
        let text = "\(code) \(code / 100).3.0 Refused \(HopFault.mark)\r\n"
        guard client.send(Array(text.utf8)) else { return .over }
        if code != 421 { return .done }
        client.hangUpHeard()
        return .over
    }

    private func stall(_ time: Duration) {
        let parts = time.components
        usleep(useconds_t(parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000))
    }

    /// Starts anew with the server, which forgets what it has got.
    private func reconnect() -> Bool {
        guard let fresh = Self.connect(to: hop.target) else { return false }
        server = fresh
        return reply() != nil && send(hello) && reply() != nil
    }

    /// The server may take its time.
    private static func connect(to port: Int) -> BufferedSocket? {
        guard let descriptor = try? LoopbackPort.connect(to: port) else { return nil }
        var none = timeval()
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &none, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &none, socklen_t(MemoryLayout<timeval>.size))
        return BufferedSocket(descriptor)
    }

    private func send(_ bytes: [UInt8]) -> Bool { server?.send(bytes) ?? false }

    /// One whole reply of the server.
    private func reply() -> [UInt8]? {
        var whole: [UInt8] = []
        while let line = server?.line() {
            whole += line
            if line.count < 4 || line[3] != 0x2D { return whole }
        }
        return nil
    }

    private static func address(in words: [Substring]) -> String {
        let joined = words.dropFirst().joined(separator: " ")
        return String(joined.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" })
    }
}
