// Modules: CLinux Descriptors MailObject SMTP
// Beside: Tests/SMTPTests/Machines.swift
// Seeds: corpora/smtp/client-*.session S
// Options: -max_len=4096
import MailObject
import SMTP

/// Octets of a next hop: the last two say how they are cut and what is sent to it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSMTPClient(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 1 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: start, count: count - 2))
    let (seed, edge) = (start[count - 2], start[count - 1])

    let replies = parsed([input[...]])
    let same = parsed(WireOracle.pieces(of: input[...], seed: seed))
    WireOracle.require(replies == same, "law 6: other replies")

    // A reply comes after what it answers: lines are cut, but none is joined to the next.
    var lines: [ArraySlice<UInt8>] = []
    var rest = input[...]
    while let end = rest.firstIndex(of: 0x0A) {
        lines.append(rest[...end])
        rest = rest[(end + 1)...]
    }
    lines.append(rest)
    guard let outgoing = outgoing(edge) else { return 0 }
    let whole = spoken(lines, outgoing, edge)
    let cut = spoken(lines.flatMap { WireOracle.pieces(of: $0, seed: seed) }, outgoing, edge)
    WireOracle.require(whole.output == cut.output, "law 6: other commands")
    WireOracle.require(whole.outcomes == cut.outcomes && whole.connection == cut.connection, "law 6: other outcomes")

    // Whatever a next hop says and however early, these hold.
    for bench in [whole, spoken([input[...]], outgoing, edge)] {
        WireOracle.require(WireOracle.isClean(bench.output), "law 4: stray octets go out")
        let outcomes = bench.outcomes ?? []
        WireOracle.require(
            outcomes.count == outgoing.envelope.recipients.count, "law 5: \(outcomes.count) outcomes")
        WireOracle.require(bench.session.isIdle || bench.isClosed, "neither idle nor closed")
        WireOracle.require(
            !outcomes.contains(where: \.isRelayed) || hasDot(bench.output), "law 1: relayed without a final dot")
    }
    return 0
}

private func parsed(_ pieces: [ArraySlice<UInt8>]) -> [String] {
    var parser = ReplyParser()
    var replies: [String] = []
    for piece in pieces {
        let array = Array(piece)
        var position = 0
        do throws(ReplyParser.Malformed) {
            while let reply = try parser.next(in: array.span, from: &position) {
                WireOracle.require(reply.lines.count <= ReplyParser.maximumLines, "law 7: an endless reply")
                WireOracle.requireReplies(reply.wireBytes)
                replies.append("\(reply)")
            }
        } catch {
            return replies + ["malformed"]
        }
    }
    return replies
}

private func outgoing(_ edge: UInt8) -> OutgoingTransaction? {
    let parameters = edge & 4 == 0 ? [] : [ESMTPParameter(keyword: "BODY", value: octets("8BITMIME"))]
    return try? transaction(
        to: ["b@example.net", "c@example.net", "b@example.net"],
        mailParameters: parameters + (edge & 8 == 0 ? [] : [ESMTPParameter(keyword: "SMTPUTF8")]),
        forwarded: edge & 16 == 0 ? [:] : [.ident: "4ABC", .name: String(repeating: "n", count: 250)],
        content: edge & 32 == 0 ? "Subject: x\r\n\r\n.\r\n" : "gr\u{FC}n", allOrNothing: edge & 2 != 0)
}

private func spoken(
    _ pieces: [ArraySlice<UInt8>], _ transaction: OutgoingTransaction, _ edge: UInt8
) -> ClientBench {
    var bench = ClientBench(edge & 1 == 0 ? .smtp : .lmtp)
    bench.begin(transaction)
    for piece in pieces {
        bench.receive(piece)
        // A second transaction over the same connection.
        if edge & 64 != 0, bench.session.isIdle { bench.begin(transaction) }
    }
    if bench.outcomes == nil { bench.perform(bench.session.disconnected("gone")) }
    let silent = bench.output.count
    if bench.isClosed {
        bench.receive(octets("250 ok\r\n354 go\r\n"))
        var end: [UInt8] = []
        bench.session.endContent(into: &end)
        bench.perform([.send(end)])
        WireOracle.require(bench.output.count == silent, "something is said on a closed connection")
    }
    return bench
}

private func hasDot(_ output: [UInt8]) -> Bool {
    let mark: [UInt8] = [0x0D, 0x0A, 0x2E, 0x0D, 0x0A]
    return output.indices.dropLast(4).contains { output[$0...].starts(with: mark) }
}
