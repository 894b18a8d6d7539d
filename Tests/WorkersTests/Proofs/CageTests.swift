import Evidence
import Foundation
import TestSupport
import Testing
import Workers

/// The pool and the cage against children that misbehave; see Tests/MisbehavingWorker.
@Suite struct CageTests {
    private static let megabytes = 64

    private func makeFixture(deadline: Duration = .seconds(300)) throws -> PoolFixture {
        let fixture = try PoolFixture()
        var settings = fixture.settings
        settings.executable = try BuiltPrograms.path(of: "misbehaving-worker").path
        settings.worker.memoryBytes = Self.megabytes << 20
        settings.worker.fileBytes = 1 << 20
        settings.worker.cpuSeconds = 1
        settings.attemptDeadline = deadline
        return try PoolFixture(fixture, settings)
    }

    @Test(
        "A child that crashes, ends, spins or sleeps costs its message two attempts, and the next message none",
        arguments: [("crash", "died"), ("exit", "died"), ("spin", "died"), ("sleep", "no answer within 5 s")])
    func lost(_ misdeed: String, _ reason: String) async throws {
        let fixture = try makeFixture(deadline: misdeed == "sleep" ? .seconds(5) : .seconds(300))
        try await fixture.run {
            let inspection = try await fixture.inspect(Array(misdeed.utf8))
            #expect(inspection.reading.unavailableReason?.contains(reason) == true, "\(inspection.reading)")
            #expect(fixture.pool.status.lostChildren == 2)
            #expect(try await fixture.inspect(Array("harmless".utf8)).reading.result?.subject == "harmless")
            #expect(fixture.pool.status.lostWorkers == 0)
        }
    }

    @Test("A child gets the memory that its limit gives, and no more")
    func memory() async throws {
        let fixture = try makeFixture()
        try await fixture.run {
            let got = try #require(Int(try await fixture.inspect(Array("eat".utf8)).reading.result?.subject ?? ""))
            #expect(got <= Self.megabytes && got > Self.megabytes / 2)
        }
    }

    @Test("A child's file ends at its limit, and that does not end the child")
    func files() async throws {
        let fixture = try makeFixture()
        try await fixture.run {
            let inspection = try await fixture.inspect(Array("fill".utf8))
            #expect(inspection.reading.result?.subject == "1048576 EFBIG")
            #expect(fixture.pool.status.lostChildren == 0)
        }
    }

    @Test("From inside no file outside is opened, no socket made, no program run, nor anything else that is refused")
    func breakOut() async throws {
        let fixture = try makeFixture()
        try await fixture.run {
            let inspection = try await fixture.inspect(Array("breakOut".utf8))
            #expect(inspection.reading.result?.subject == "through: ")
        }
    }

    @Test("A child that is killed is replaced; how long that takes is printed")
    func replaced() async throws {
        let fixture = try PoolFixture(antivirus: true)
        try await fixture.run {
            try await fixture.waitForChildren(2)
            var times: [Duration] = []
            for _ in 0..<50 {
                let before = Set(fixture.pool.status.children.map(\.process))
                let victim = try #require(before.first)
                let start = ContinuousClock.now
                kill(victim, SIGKILL)
                while Set(fixture.pool.status.children.map(\.process)).subtracting(before).isEmpty,
                    .now - start < .seconds(100)
                {
                    try await Task.sleep(for: .microseconds(200))
                }
                times.append(.now - start)
                // One that dies before its first message is not followed at once.
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<20 { group.addTask { _ = try await fixture.inspect(PoolFixture.mail(), scans: true) } }
                    try await group.waitForAll()
                }
            }
            times.sort()
            print(
                "a killed child is replaced after", times[times.count / 2], "(median),", times[times.count - 1],
                "(worst)")
            #expect(fixture.pool.status.children.count == 2)
        }
    }
}
