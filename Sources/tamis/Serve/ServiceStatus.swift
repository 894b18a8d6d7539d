import Evidence
import Glibc
import Transport
import Workers

/// How the daemon is doing, in the words of `systemctl status`.
struct ServiceStatus: Hashable, Sendable {
    var connections = 0
    var messagesInWork = 0
    /// Messages that wait for room before their 354.
    var messagesWaiting = 0
    var tally = Tally()
    var antivirus = AntivirusState.loading
    /// Seconds since 1970.
    var now = 0
}

extension ServiceStatus {
    /// As it is at this moment.
    init(listener: SMTPListener, tally: Tally, pool: WorkerStatus) {
        self.init(
            connections: listener.connectionCount, messagesInWork: listener.messageCount,
            messagesWaiting: listener.waitingCount, tally: tally, antivirus: pool.antivirus, now: time(nil))
    }
}

extension ServiceStatus: CustomStringConvertible {
    /// `relaying; 12 connections, 3 messages in work, 1,234 passed, 2 blocked; antivirus: 8,700,000 signatures, 5 hours old`.
    var description: String {
        var counts = [
            Self.count(connections, "connection"), Self.count(messagesInWork, "message") + " in work",
            Self.grouped(tally.passed) + " passed", Self.grouped(tally.blocked) + " blocked",
        ]
        if tally.deferred > 0 { counts.append(Self.grouped(tally.deferred) + " deferred") }
        if messagesWaiting > 0 { counts.append(Self.grouped(messagesWaiting) + " waiting for room") }
        return "relaying; \(counts.joined(separator: ", ")); antivirus: \(antivirusText)"
    }

    private var antivirusText: String {
        switch antivirus {
        case .disabled: return "disabled"
        case .loading, .external: return "loading"
        case .unavailable(let reason): return "unavailable, \(reason)"
        case .ready(let info):
            let text = info.signatureCount > 0 ? Self.count(info.signatureCount, "signature") : info.engine
            guard let made = info.databaseTime else { return text }
            let hours = max(0, now - made) / 3_600
            return text + ", " + (hours < 48 ? Self.count(hours, "hour") : Self.count(hours / 24, "day")) + " old"
        }
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// `8,700,000`.
    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number).utf8.reversed())
        let groups = stride(from: 0, to: digits.count, by: 3).map { digits[$0..<min($0 + 3, digits.count)] }
        return String(decoding: groups.joined(separator: [UInt8(ascii: ",")]).reversed(), as: UTF8.self)
    }
}
