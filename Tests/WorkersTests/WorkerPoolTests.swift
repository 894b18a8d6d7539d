import Evidence
import Foundation
import TestSupport
import Testing
import Workers

@Suite struct WorkerPoolTests {
    @Test("A mail comes back read; with antivirus off it is not scanned")
    func reading() async throws {
        let fixture = try PoolFixture()
        try await fixture.run {
            let inspection = try await fixture.inspect(PoolFixture.mail(), scans: true)
            let reading = try #require(inspection.reading.result, "\(inspection) \(fixture.log.text)")
            #expect(reading.subject == "Lunch")
            #expect(reading.messageID == "<1@example.org>")
            #expect(reading.tokens.count > 10)
            #expect(reading.tokenTexts.isEmpty)
            #expect(inspection.scan == .notRun)
            #expect(fixture.pool.status.antivirus == .disabled)
        }
    }

    @Test("Many mails at once are all answered, and children are replaced after their number of messages")
    func manyMails() async throws {
        let fixture = try PoolFixture { $0.requestsPerChild = 10 }
        try await fixture.run {
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let inspection = try await fixture.inspect(PoolFixture.mail("Mail \(number)"))
                        return inspection.reading.result?.subject == "Mail \(number)"
                    }
                }
                for try await isRight in group { #expect(isRight, "\(fixture.log.text)") }
            }
            #expect(fixture.pool.status.lostChildren == 0)
            #expect(!fixture.log.text.contains("warning"), "\(fixture.log.text)")
        }
    }

    @Test("A child killed in the middle of a message costs that child only: the message is read by another")
    func killedOnce() async throws {
        let fixture = try PoolFixture()
        try await fixture.run {
            async let inspection = fixture.inspect(PoolFixture.longMail())
            try await fixture.killBusyChildren(1)
            #expect(try await inspection.reading.result?.subject == "Long", "\(fixture.log.text)")
            #expect(fixture.pool.status.lostChildren == 1)
            try await eventually("the log names the signal", state: { fixture.log.text }) {
                fixture.log.text.contains("signal 9")
            }
        }
    }

    @Test("A message that costs two children is unavailable, and the next one is read")
    func killedTwice() async throws {
        let fixture = try PoolFixture()
        try await fixture.run {
            async let inspection = fixture.inspect(PoolFixture.longMail())
            try await fixture.killBusyChildren(2)
            #expect(try await inspection.reading == .unavailable(reason: "the decoder died"))
            #expect(try await fixture.inspect(PoolFixture.mail()).reading.result?.subject == "Lunch")
        }
    }

    @Test("A child that is late is killed and its message read by another")
    func late() async throws {
        let fixture = try PoolFixture { $0.attemptDeadline = .seconds(10) }
        try await fixture.run {
            try await fixture.waitForChildren(2)
            for child in fixture.pool.status.children { kill(child.process, SIGSTOP) }
            let frozen = fixture.pool.status.children.map(\.process)
            let inspection = try await fixture.inspect(PoolFixture.mail())
            #expect(inspection.reading.result?.subject == "Lunch", "\(fixture.log.text)")
            #expect(fixture.log.text.contains("no answer within 10 s"))
            try await eventually("the end of the late child") { frozen.contains { !$0.isRunning } }
        }
    }

    @Test("While twice as many endless messages as children are in flight, ordinary mail still goes through")
    func endless() async throws {
        let fixture = try PoolFixture {
            $0.busyAfter = .milliseconds(200)
            $0.attemptDeadline = .seconds(600)
        }
        try await fixture.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 * fixture.settings.children {
                    group.addTask { _ = try await fixture.inspect(PoolFixture.longMail(), within: .seconds(1_000)) }
                }
                let frozen = try await fixture.freezeBusyChildren(4)
                for number in 0..<20 {
                    let inspection = try await fixture.inspect(PoolFixture.mail("Mail \(number)"))
                    #expect(inspection.reading.result?.subject == "Mail \(number)", "\(fixture.log.text)")
                }
                try await eventually("all four to count as slow") {
                    frozen.isSubset(of: fixture.pool.status.children.filter(\.isSlow).map(\.process))
                }
                await fixture.pool.stop()
            }
        }
    }

    @Test("A deadline holds in the queue too")
    func queuedDeadline() async throws {
        let fixture = try PoolFixture {
            $0.children = 1
            $0.maximum = 1
        }
        try await fixture.run {
            async let first = fixture.inspect(PoolFixture.longMail())
            _ = try await fixture.freezeBusyChildren(1)
            let second = try await fixture.inspect(PoolFixture.mail(), within: .seconds(1))
            #expect(second.reading == .unavailable(reason: "all decoders were busy"))
            await fixture.pool.stop()
            #expect(try await first.reading == .unavailable(reason: "tamis is stopping"))
        }
    }

    @Test("A killed parent is replaced; mail in work and new mail are answered")
    func killedParent() async throws {
        let fixture = try PoolFixture()
        try await fixture.run {
            async let inWork = fixture.inspect(PoolFixture.longMail())
            let frozen = try await fixture.freezeBusyChildren(1)
            let parent = try #require(fixture.pool.status.processes.first)
            kill(parent, SIGKILL)
            #expect(try await inWork.reading.result?.subject == "Long", "\(fixture.log.text)")
            #expect(try await fixture.inspect(PoolFixture.mail()).reading.result?.subject == "Lunch")
            #expect(fixture.pool.status.generation == 2)
            #expect(fixture.pool.status.lostWorkers == 1)
            try await eventually("the end of the old children") { frozen.allSatisfy { !$0.isRunning } }
        }
    }

    @Test("Stopping leaves no process and no scratch folder behind")
    func stop() async throws {
        let fixture = try PoolFixture()
        var processes: [Int32] = []
        try await fixture.run {
            try await fixture.waitForChildren(2)
            let status = fixture.pool.status
            processes = status.processes + status.children.map(\.process)
            #expect(processes.count == 3)
        }
        #expect(processes.allSatisfy { !$0.isRunning })
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.settings.worker.scratch) == [])
        let late = try await fixture.inspect(PoolFixture.mail())
        #expect(late.reading == .unavailable(reason: "tamis is stopping"))
    }

    @Test("All who start it at once wait for the worker; a sign of life comes back before, while and after it runs")
    func startedByMany() async throws {
        let fixture = try PoolFixture()
        let pool = fixture.pool
        await pool.roundTrip()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await pool.start()
                    return pool.status.processes.count
                }
            }
            for try await count in group { #expect(count == 1) }
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<100 { group.addTask { await pool.roundTrip() } }
            group.addTask { await pool.stop() }
        }
        await pool.roundTrip()
    }

    @Test("A worker program that is missing is an error that names it")
    func missingProgram() async throws {
        let fixture = try PoolFixture { $0.executable = "/nonexistent/tamis-worker" }
        let error = await #expect(throws: WorkerPoolError.self) { try await fixture.pool.start() }
        #expect(error?.description == "start of /nonexistent/tamis-worker: No such file or directory")
    }

    @Test("A program that is no worker is an error, not a wait")
    func wrongProgram() async throws {
        let fixture = try PoolFixture { $0.executable = "/bin/false" }
        let error = await #expect(throws: WorkerPoolError.self) { try await fixture.pool.start() }
        #expect(error?.description == "the worker ended: exit code 1")
    }

    @Test("A message that takes more memory than it may costs its child, not the worker")
    func memory() async throws {
        let fixture = try PoolFixture { $0.worker.memoryBytes = 24 * 1_048_576 }
        try await fixture.run {
            let line = String(repeating: "QUJD", count: 19) + "\r\n"
            let part = "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            let bytes = Array((part + String(repeating: line, count: 200_000)).utf8)
            let inspection = try await fixture.inspect(bytes)
            #expect(inspection.reading == .unavailable(reason: "the decoder died"))
            let larger = try await fixture.inspect([UInt8](repeating: 0x41, count: 32 * 1_048_576))
            #expect(larger.reading == .unavailable(reason: "mmap of a content: Cannot allocate memory"))
            #expect(fixture.pool.status.lostChildren == 2)
            #expect(try await fixture.inspect(PoolFixture.mail()).reading.result?.subject == "Lunch")
        }
    }
}
