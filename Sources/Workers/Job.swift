import Descriptors
import Evidence
import Synchronization

/// One message on its way through the pool, with what has been answered so far.
final class Job: Sendable {
    let content: ContentFile
    let request: InspectionRequest

    /// How often a child was lost over it.
    var lostChildren: Int { progress.withLock { $0.lostChildren } }
    /// Whether a child still has to give a reading.
    var needsReading: Bool { progress.withLock { $0.reading == nil } }
    /// Whether a child still has to list what is in archives.
    var needsListing: Bool { progress.withLock { $0.archives == nil } }
    /// Whether a child still has to scan.
    var needsScan: Bool { progress.withLock { $0.scan == nil } }

    private struct Progress {
        var reading: Finding<Reading>?
        var archives: Finding<ArchiveListing>?
        var scan: Finding<ScanResult>?
        var lostChildren = 0
        /// Why the engines asked so far could not scan, by their place.
        var engineFailures: [Int: String] = [:]
        var continuation: CheckedContinuation<Inspection, Never>?
    }

    private let progress: Mutex<Progress>

    init(
        _ content: ContentFile, _ request: InspectionRequest,
        _ continuation: CheckedContinuation<Inspection, Never>
    ) {
        self.content = content
        self.request = request
        progress = Mutex(
            Progress(
                archives: request.lists ? nil : .notRun, scan: request.scans ? nil : .notRun, continuation: continuation
            ))
    }

    func answer(reading: Finding<Reading>) {
        progress.withLock { $0.reading = reading }
    }

    func answer(archives: Finding<ArchiveListing>) {
        progress.withLock { $0.archives = archives }
    }

    func answer(scan: Finding<ScanResult>) {
        progress.withLock { $0.scan = scan }
    }

    /// An engine could not scan.
    func engineFailed(_ engine: Int, _ reason: String) {
        progress.withLock { $0.engineFailures[engine] = reason }
    }

    /// Why the engines asked so far could not scan, by their place in the settings.
    var engineFailures: [Int: String] { progress.withLock { $0.engineFailures } }

    func countLostChild() {
        progress.withLock { $0.lostChildren += 1 }
    }

    /// Answers the message; what is missing is unavailable for this reason. Only the first call counts.
    func finish(_ reason: String) {
        let (continuation, inspection) = progress.withLock { progress in
            defer { progress.continuation = nil }
            return (
                progress.continuation,
                Inspection(
                    reading: progress.reading ?? .unavailable(reason: reason),
                    archives: progress.archives ?? .unavailable(reason: reason),
                    scan: progress.scan ?? .unavailable(reason: reason))
            )
        }
        continuation?.resume(returning: inspection)
    }
}
