import Foundation
import Testing

@testable import Clamd

@Suite struct ClamdVersionTests {
    @Test("A version with a database is taken apart")
    func database() throws {
        let version = try #require(ClamdVersion(reply: Array("ClamAV 1.4.6/27801/Tue Nov  3 09:27:45 2026".utf8)))
        #expect(version.engine == "ClamAV 1.4.6")
        #expect(version.databaseVersion == "27801")
        let expected = DateComponents(
            calendar: .current, year: 2026, month: 11, day: 3, hour: 9, minute: 27, second: 45)
        #expect(version.databaseTime == expected.date.map { Int($0.timeIntervalSince1970) })
    }

    @Test(
        "What is missing or broken in it is left out",
        arguments: [
            "ClamAV 1.4.6", "ClamAV 1.4.6/", "ClamAV 1.4.6/x/Tue Nov 24 09:27:45 2026", "ClamAV 1.4.6/27801",
            "ClamAV 1.4.6/27801/yesterday", "ClamAV 1.4.6/27801/Tue Foo 24 09:27:45 2026",
            "ClamAV 1.4.6/27801/Tue Nov 24 09:27 2026",
        ])
    func incomplete(_ reply: String) throws {
        let version = try #require(ClamdVersion(reply: Array(reply.utf8)))
        #expect(version.engine == "ClamAV 1.4.6")
        #expect(version.databaseTime == nil)
    }

    @Test(
        "What no clamd says is no version",
        arguments: ["", "PONG", "220 mx ESMTP", "ClamAV \u{1b}[2J", "COMMAND UNAVAILABLE"])
    func nonsense(_ reply: String) {
        #expect(ClamdVersion(reply: Array(reply.utf8)) == nil)
    }
}
