import Descriptors
import Evidence
import Foundation
import Logging
import Workers

/// Tamis' worker with its pool.
struct WorkerBench {
    private let settings: WorkerPoolSettings
    private let reload: String?

    init(_ worker: String, database: String?, children: Int, reload: String?) throws {
        var antivirus = AntivirusSettings()
        if let database { antivirus.database = database }
        let scratch = FileManager.default.temporaryDirectory.appending(path: "scratch").path
        var settings = WorkerPoolSettings(
            worker: WorkerSettings(antivirus: database == nil ? nil : antivirus, scratch: scratch), executable: worker)
        settings.children = children
        settings.maximum = children
        settings.requestsPerChild = .max
        if reload == "sequential" { settings.reload = .sequential }
        self.settings = settings
        self.reload = reload
    }

    func run(_ messages: [[UInt8]]) async throws {
        var logger = Logger(label: "scan-mail") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        let pool = WorkerPool(settings: settings, logger: logger)
        try await pool.start()
        // Waits until the signatures are loaded, and gives every child something to do.
        try await scan(Array(messages.prefix(20 * settings.children)), pool)
        while pool.status.children.count < settings.children { try await Task.sleep(for: .milliseconds(10)) }
        if case .unavailable = pool.status.antivirus { throw NotReady(state: pool.status.antivirus) }
        let tree = pool.status.processes.flatMap { ProcessMemory.tree(of: $0) }

        let (start, processor) = (ContinuousClock.now, ProcessMemory.processorSeconds(tree))
        let counts = try await scan(messages, pool)
        ScanMail.report(
            messages: messages.count, bytes: messages.reduce(0) { $0 + $1.count },
            seconds: (.now - start) / .seconds(1), processor: ProcessMemory.processorSeconds(tree) - processor,
            counts: counts)
        ScanMail.report("children lost", Double(pool.status.lostChildren))

        ScanMail.report("MB together", ProcessMemory.megabytes(tree))
        let unique = tree.dropFirst().compactMap { ProcessMemory.share(of: $0)?.unique }
        ScanMail.report("MB private to a child, most", Double(unique.max() ?? 0) / 1_024, digits: 1)
        if reload != nil {
            let generation = pool.status.generation
            let peak = ProcessMemory.Peak { pool.status.processes.flatMap { ProcessMemory.tree(of: $0) } }
            let start = ContinuousClock.now
            await pool.reload()
            while pool.status.generation == generation { try await Task.sleep(for: .milliseconds(20)) }
            ScanMail.report("seconds to reload", (.now - start) / .seconds(1), digits: 1)
            try await scan(Array(messages.prefix(20 * settings.children)), pool)
            while pool.status.processes.count > 1 { try await Task.sleep(for: .milliseconds(20)) }
            ScanMail.report("MB together at most while reloading", peak.stop())
        }
        await pool.stop()
    }

    private struct NotReady: Error {
        let state: AntivirusState
    }

    /// As many at a time as there are children.
    @discardableResult
    private func scan(_ messages: [[UInt8]], _ pool: WorkerPool) async throws -> [String: Int] {
        try await withThrowingTaskGroup(of: [String: Int].self) { group in
            let senders = settings.children
            for sender in 0..<senders {
                group.addTask {
                    var counts: [String: Int] = [:]
                    for number in stride(from: sender, to: messages.count, by: senders) {
                        let content = try ContentFile.holding(messages[number])
                        let request = InspectionRequest(scans: true, deadline: .now + .seconds(600))
                        counts[Self.name(of: await pool.inspect(content, request).scan), default: 0] += 1
                    }
                    return counts
                }
            }
            return try await group.reduce(into: [:]) { $0.merge($1) { $0 + $1 } }
        }
    }

    private static func name(of scan: Finding<ScanResult>) -> String {
        switch scan {
        case .found(.clean): "clean"
        case .found(.infected): "infected"
        case .found(.incomplete(let reason)), .found(.encrypted(let reason)): "unchecked: " + reason
        case .unavailable(let reason): "unchecked: " + reason
        case .notRun: "not scanned"
        }
    }
}
