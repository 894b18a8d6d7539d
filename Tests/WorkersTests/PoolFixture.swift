import Descriptors
import Evidence
import Foundation
import Logging
import Synchronization
import TestSupport
import Workers

/// A pool with the real worker, a scratch folder and a small database of its own.
final class PoolFixture: Sendable {
    let folder: TemporaryFolder
    let pool: WorkerPool
    let log: LogLines
    let settings: WorkerPoolSettings

    /// Makes a pool of two children; `adjust` changes the settings.
    init(antivirus: Bool = false, _ adjust: (inout WorkerPoolSettings) -> Void = { _ in }) throws {
        folder = try TemporaryFolder("workers")
        var scanner = AntivirusSettings()
        scanner.database = try Self.makeDatabase(in: folder)
        let worker = WorkerSettings(antivirus: antivirus ? scanner : nil, scratch: try folder.folder("scratch"))
        var settings = WorkerPoolSettings(
            worker: worker, executable: try BuiltPrograms.path(of: "tamis-worker").path)
        settings.children = 2
        settings.maximum = 8
        adjust(&settings)
        self.settings = settings
        log = LogLines()
        pool = WorkerPool(settings: settings, logger: log.logger)
    }

    /// The same with other settings.
    init(_ other: PoolFixture, _ settings: WorkerPoolSettings) throws {
        folder = other.folder
        self.settings = settings
        log = LogLines()
        pool = WorkerPool(settings: settings, logger: log.logger)
    }

    /// The same with other engines.
    convenience init(
        _ other: PoolFixture, engines: [ScanEngine], _ adjust: (inout WorkerPoolSettings) -> Void = { _ in }
    ) throws {
        var settings = other.settings
        settings.worker.antivirus.engines = engines
        adjust(&settings)
        try self.init(other, settings)
    }

    /// Starts the pool, runs the test, and ends the pool.
    func run(_ body: () async throws -> Void) async throws {
        try await pool.start()
        do {
            try await body()
        } catch {
            await pool.stop()
            throw error
        }
        await pool.stop()
    }

    func inspect(
        _ bytes: [UInt8], lists: Bool = false, scans: Bool = false, details: Bool = false,
        within time: Duration = .seconds(300)
    ) async throws -> Inspection {
        let content = try ContentFile.holding(bytes)
        return await pool.inspect(
            content, InspectionRequest(lists: lists, scans: scans, details: details, deadline: .now + time))
    }

    /// Stops every busy child (SIGSTOP) until `count` of them are stopped in the middle of a message.
    func freezeBusyChildren(_ count: Int) async throws -> Set<Int32> {
        try await catchBusyChildren(count) { _ in }
    }

    /// Kills busy children, one after the other, until `count` of them have died in the middle of a message.
    ///
    /// A child counts as busy from the moment that it is given a message, and one that dies before the message was sent to
    /// it costs nothing: so it is stopped first, and killed when that has had time to happen.
    func killBusyChildren(_ count: Int) async throws {
        _ = try await catchBusyChildren(count) { process in
            sleep(1)
            kill(process, SIGKILL)
        }
    }

    /// On a thread of its own: where all tests run at once, the next turn of a task may come when the message is done.
    private func catchBusyChildren(
        _ count: Int, then act: @escaping @Sendable (Int32) -> Void
    ) async throws -> Set<Int32> {
        try await withCheckedThrowingContinuation { continuation in
            detachThread { [self] in
                var caught: Set<Int32> = []
                let deadline = ContinuousClock.now + .seconds(600)
                while caught.count < count, .now < deadline {
                    if let process = freezeBusyChild(besides: caught) {
                        caught.insert(process)
                        act(process)
                    } else {
                        usleep(500)
                    }
                }
                guard caught.count == count else {
                    return continuation.resume(
                        throwing: TestFailure("\(count) busy children: \(pool.status)\n\(log.text)"))
                }
                continuation.resume(returning: caught)
            }
        }
    }

    private func freezeBusyChild(besides known: Set<Int32>) -> Int32? {
        for child in pool.status.children where child.isBusy && !known.contains(child.process) {
            kill(child.process, SIGSTOP)
            // It may have finished just before.
            if pool.status.children.contains(where: { $0.process == child.process && $0.isBusy }) {
                return child.process
            }
            kill(child.process, SIGCONT)
        }
        return nil
    }

    func waitForChildren(_ count: Int) async throws {
        try await eventually("\(count) children", state: { "\(pool.status)\n\(log.text)" }) {
            pool.status.children.count >= count
        }
    }

    static func mail(_ subject: String = "Lunch", _ body: String = "See you at the bistro at noon.\r\n") -> [UInt8] {
        Array(
            """
            From: Ann <ann@example.org>\r
            To: Bob <bob@example.net>\r
            Subject: \(subject)\r
            Message-ID: <1@example.org>\r
            \r
            \(body)
            """.utf8)
    }

    /// A message that takes the worker long enough to be caught at it.
    static func longMail() -> [UInt8] {
        mail("Long", String(repeating: "Lorem ipsum dolor sit amet, consectetur adipisici elit.\r\n", count: 400_000))
    }

    /// What the database's signature matches.
    static let virus = "tamis-test-virus-7bd1"

    private static func makeDatabase(in folder: TemporaryFolder) throws -> String {
        try addSignature("Tamis.Test", of: virus, to: "database/test.ndb", in: folder)
        return try folder.folder("database")
    }

    static func addSignature(_ name: String, of text: String, to file: String, in folder: TemporaryFolder) throws {
        let hex = text.utf8.map { String($0, radix: 16) }.joined()
        try folder.write("\(name):0:*:\(hex)\n", to: file)
    }
}

extension Int32 {
    /// Whether a process of this id runs; one that has ended and was not reaped does not.
    var isRunning: Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(self)/stat", encoding: .utf8) else { return false }
        return status.split(separator: ")").last?.split(separator: " ").first != "Z"
    }
}

/// Something that a test needs did not work.
struct TestFailure: Error {
    let what: String

    init(_ what: String) {
        self.what = what
    }
}
