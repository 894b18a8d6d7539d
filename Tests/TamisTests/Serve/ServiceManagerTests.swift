import Evidence
import Foundation
import MailObject
import SMTP
import TestSupport
import Testing
import Transport

@testable import tamis

@Suite("Service manager")
struct ServiceManagerTests {
    private func manager(_ environment: [String: String]) throws -> ServiceManager {
        try ServiceManager(environment: environment, process: 4_711)
    }

    @Test("Without variables nobody hands anything over, and nobody is told anything")
    func none() throws {
        let manager = try manager([:])
        #expect(manager.sockets.isEmpty && manager.notifier == nil && manager.watchdogInterval == nil)
    }

    @Test("Sockets and watchdog that are meant for another process are left alone")
    func others() throws {
        let manager = try manager([
            "LISTEN_PID": "4712", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "tamis", "WATCHDOG_PID": "4712",
            "WATCHDOG_USEC": "30000000",
        ])
        #expect(manager.sockets.isEmpty && manager.watchdogInterval == nil)
    }

    @Test("A watchdog without a process id is ours, one that is no number is none")
    func watchdog() throws {
        #expect(try manager(["WATCHDOG_USEC": "30000000"]).watchdogInterval == .seconds(30))
        #expect(try manager(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "4711"]).watchdogInterval == .seconds(30))
        for text in ["", "0", "-1", "much"] { #expect(try manager(["WATCHDOG_USEC": text]).watchdogInterval == nil) }
    }

    @Test("A number of sockets that is none is an error, so that nothing else is listened on in their place")
    func unusable() {
        for count in ["", "x", "-1", "100000"] {
            let error = #expect(throws: OperationError.self) {
                try manager(["LISTEN_PID": "4711", "LISTEN_FDS": count, "LISTEN_FDNAMES": "tamis"])
            }
            #expect(error?.description == "LISTEN_FDS is '\(count)', which is no number of sockets")
        }
    }

    @Test("Who is to be told is a path or an abstract name, and nothing else")
    func names() throws {
        let folder = try TemporaryFolder()
        for name in [folder.path + "/notify", "@tamis-test-\(UUID().uuidString)"] {
            let listener = try NotifyListener(name)
            let notifier = try #require(try manager(["NOTIFY_SOCKET": name]).notifier)
            notifier.reloading()
            #expect(listener.datagrams == [], "before it is up a reload is part of the start")
            notifier.ready(status: "relaying")
            notifier.reloading()
            notifier.reloaded()
            #expect(
                listener.assignments.filter { !$0.hasPrefix("MONOTONIC_USEC=") } == [
                    "READY=1", "STATUS=relaying", "RELOADING=1", "READY=1",
                ])
        }
        let long = "/" + String(repeating: "x", count: 107)
        for name in ["", "/", "@", "relative", "vsock:2:1234", long] {
            #expect(try manager(["NOTIFY_SOCKET": name]).notifier == nil)
        }
        // Nobody there: lost, and no harm.
        let notifier = try #require(ServiceNotifier(path: folder.path + "/nobody"))
        #expect(!notifier.send("WATCHDOG=1"))
    }

    @Test("The status says in one line how the daemon is doing")
    func status() {
        var status = ServiceStatus(
            connections: 12, messagesInWork: 3, tally: Tally(passed: 1_234, blocked: 2),
            antivirus: .ready(
                AntivirusInfo(
                    signatureCount: 8_700_000, databaseVersion: "27801", databaseTime: 1_700_000_000, engine: "ClamAV")),
            now: 1_700_018_000)
        #expect(
            status.description
                == "relaying; 12 connections, 3 messages in work, 1,234 passed, 2 blocked; "
                + "antivirus: 8,700,000 signatures, 5 hours old")
        status.now += 3 * 86_400
        #expect(status.description.hasSuffix("signatures, 3 days old"))
        status.antivirus = .ready(
            AntivirusInfo(
                signatureCount: 0, databaseVersion: "27801", databaseTime: 1_700_000_000,
                engine: "ClamAV 1.4.6 at /run/clamav/clamd.ctl"))
        #expect(status.description.hasSuffix("antivirus: ClamAV 1.4.6 at /run/clamav/clamd.ctl, 3 days old"))
        status = ServiceStatus(connections: 1, messagesInWork: 1, messagesWaiting: 4, tally: Tally(deferred: 999))
        #expect(
            status.description
                == "relaying; 1 connection, 1 message in work, 0 passed, 0 blocked, 999 deferred, 4 waiting for room; "
                + "antivirus: loading")
        status.antivirus = .unavailable(reason: "no database")
        #expect(status.description.hasSuffix("antivirus: unavailable, no database"))
    }

    @Test("A message counts once, by what became of it for its recipients")
    func tally() {
        var tally = Tally()
        let relayed = Reply(250, EnhancedCode(2, 0, 0), "from MTA")
        let discarded = Reply(250, EnhancedCode(2, 7, 0), "Ok, discarded")
        let refused = Reply(554, EnhancedCode(5, 7, 0), "Reject")
        let later = Reply(451, EnhancedCode(4, 5, 0), "Error in processing")
        for replies in [[relayed], [relayed, refused], [discarded], [refused], [relayed, later]] { tally.add(replies) }
        #expect(tally == Tally(passed: 2, blocked: 2, deferred: 1))
    }
}
