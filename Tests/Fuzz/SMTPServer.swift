// Modules: CLinux Descriptors MailObject SMTP
// Beside: Tests/SMTPTests/Machines.swift
// Seeds: corpora/smtp/server-*.session C
// Options: -max_len=4096
import MailObject
import SMTP

/// Octets of a client, and what the edge answers: the last two octets say how they are cut and what the edge does.
/// What comes of it goes on through a client session.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSMTPServer(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 1 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: start, count: count - 2))
    let (seed, edge) = (start[count - 2], start[count - 1])

    let whole = spoken([input[...]], edge: edge, isSlow: false)
    let others = [
        spoken(WireOracle.pieces(of: input[...], seed: seed), edge: edge, isSlow: false),
        spoken(WireOracle.pieces(of: input[...], seed: seed, longest: 100), edge: edge, isSlow: true),
    ]
    for other in others {
        WireOracle.require(other.output == whole.output, "law 6: other replies: \(whole.text) / \(other.text)")
        WireOracle.require(other.messages == whole.messages, "law 6: other messages")
        WireOracle.require(other.isClosed == whole.isClosed, "law 6: another end")
    }
    WireOracle.requireReplies(whole.output)
    // EHLO of six octets is answered with some 200.
    WireOracle.require(whole.output.count <= 64 * (input.count + 16), "law 7: more is said than was asked")
    for message in whole.messages {
        WireOracle.require(WireOracle.isClean(message.content), "law 4: stray octets within")
        relay(message)
    }
    return 0
}

private func spoken(_ pieces: [ArraySlice<UInt8>], edge: UInt8, isSlow: Bool) -> ServerBench {
    var bench = ServerBench(
        sizeLimit: edge & 1 == 0 ? 1 << 20 : 200, maximumRecipients: edge & 2 == 0 ? 1000 : 2,
        announcement: edge & 4 == 0
            ? .all : Announcement(eightBitMIME: false, smtpUTF8: false, dsn: false, xforward: false))
    bench.isSlow = isSlow
    if edge & 8 != 0 { bench.refusal = Reply(452, EnhancedCode(4, 3, 1), "full") }
    let codes = [250, 450, 550, 421, 354, 199]
    bench.answer = { admission in
        admission.envelope.recipients.indices.dropLast(edge & 16 == 0 ? 0 : 1).map { position in
            Reply(codes[(position + Int(edge >> 5)) % codes.count], nil, "what the next hop said")
        }
    }
    bench.perform(bench.session.greet())
    for piece in pieces { bench.receive(piece) }
    bench.answerPending()
    if edge & 32 != 0 { bench.perform(bench.session.shutDown()) }
    bench.perform(bench.session.inputClosed())
    bench.answerPending()
    WireOracle.require(bench.isClosed, "a session that does not end")
    return bench
}

/// What goes out says what came in, a line each.
private func relay(_ message: ServerBench.Message) {
    let envelope = message.admission.envelope
    var client = ClientBench()
    guard
        let outgoing = try? transaction(
            envelope: envelope, forwarded: message.admission.forwarded, content: message.content)
    else { return }
    client.begin(outgoing)
    client.receive(
        "220 x\r\n250-x\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n250-AUTH PLAIN\r\n"
            + "250 XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT\r\n")
    WireOracle.require(WireOracle.isClean(client.output), "law 4: an envelope breaks its line")
    var recipients: [Recipient] = []
    var forwarded: [XFORWARDAttribute: String] = [:]
    var mails = 0
    var datas = 0
    for line in client.output.split(separator: 0x0A).dropFirst() {
        do throws(CommandRefusal) {
            switch try Command(line: Array(line.dropLast())) {
            case .mail(let path, let parameters, nil):
                mails += 1
                requireSame(path, envelope.reversePath)
                WireOracle.require(parameters == envelope.mailParameters, "other parameters of MAIL")
            case .recipient(let recipient):
                WireOracle.require(datas == 0, "law 4: RCPT behind DATA")
                recipients.append(recipient)
            // Pipelined behind the last RCPT.
            case .data: datas += 1
            case .xforward(let values): forwarded.merge(values.compactMapValues { $0 }) { $1 }
            default: WireOracle.require(false, "law 4: a command that nobody gave")
            }
        } catch {
            // An address of more than one source route is read in another way each time.
            WireOracle.require(envelope.hasRoute, "we refuse what we write ourselves: \(error.reply)")
        }
    }
    if envelope.hasRoute { return }
    WireOracle.require(datas <= 1, "law 4: DATA twice")
    WireOracle.require(mails == 1 && recipients.count == envelope.recipients.count, "law 5: not the same recipients")
    for (recipient, original) in zip(recipients, envelope.recipients) {
        requireSame(recipient.forwardPath, original.forwardPath)
        WireOracle.require(recipient.parameters == original.parameters, "other parameters of RCPT")
    }
    for (attribute, value) in forwarded {
        WireOracle.require(message.admission.forwarded[attribute] == value, "XFORWARD says something else")
    }
    client.receive(String(repeating: "250 ok\r\n", count: 1 + recipients.count + (forwarded.isEmpty ? 0 : 1)))
}

private func requireSame(_ path: Path, _ original: Path) {
    WireOracle.require(path == original || original.bytes.first == 0x40, "another address: \(path) for \(original)")
}

extension Envelope {
    /// Whether an address begins with `@` still, after a source route was taken away.
    fileprivate var hasRoute: Bool {
        ([reversePath] + recipients.map(\.forwardPath)).contains { $0.bytes.first == 0x40 }
    }
}
