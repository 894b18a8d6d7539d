import Descriptors
import Dispatch
import Evidence
import Glibc

/// The daemon's end of one child: one thread sends it a message at a time and waits for the answers.
final class ChildConnection: Sendable {
    /// How one attempt at a message ended.
    enum Outcome: Sendable {
        /// All that was asked for is there.
        case answered
        /// The child was gone before it got the message: no fault of the message's.
        case notBegun
        /// The child ended, answered nonsense, or is late.
        case lost(reason: String)
    }

    let generation: Int
    let process: Int32
    /// Signalled when there is a message for the child, or its end.
    let wake = DispatchSemaphore(value: 0)

    private let socket: PacketSocket
    private let answer: AnswerFile

    init(generation: Int, process: Int32, socket: PacketSocket) throws(SystemError) {
        self.generation = generation
        self.process = process
        self.socket = socket
        answer = try AnswerFile(capacity: ChildAnswer.fileCapacity)
    }

    /// Lets the child work on a message; what it answers goes into `job`.
    ///
    /// Blocks until all is there, the child is lost, or the time is up.
    func attempt(
        _ job: Job, _ settings: WorkerPoolSettings, _ engines: ScanEngines, whenSlow: () -> Void
    ) -> Outcome {
        var time = AttemptTime(settings, job.request)
        while job.needsReading || job.needsListing || job.needsScan {
            let turn = job.needsScan ? engines.next(for: job, settings.worker.antivirus, until: time.end) : nil
            let request = ChildRequest(
                reads: job.needsReading, lists: job.needsListing, scans: turn != nil, details: job.request.details,
                tokenTexts: job.request.tokenTexts, engine: turn?.engine ?? 0,
                scanMilliseconds: turn.map { Int($0.time / .milliseconds(1)) } ?? 0)
            guard request.reads || request.lists || request.scans else { break }
            do throws(SystemError) {
                // A child that leaves its requests unread is no child of ours any more: it is replaced, not waited for.
                let descriptors =
                    [job.content.descriptor, answer.descriptor] + (turn?.socket.map { [$0.number] } ?? [])
                try socket.send(request.encoded, descriptors: descriptors, waits: false)
            } catch {
                return .notBegun
            }
            do {
                let scan = try receiveAnswers(for: job, scans: request.scans, settings, &time, whenSlow)
                if let turn, let scan { engines.take(scan, of: turn, for: job, settings.worker.antivirus) }
            } catch {
                // The next attempt's scan is another engine's, if there is one.
                if let turn, !job.needsReading { job.engineFailed(turn.engine, error.reason) }
                return .lost(reason: error.reason)
            }
        }
        return .answered
    }

    /// Waits for what one request asked for.
    ///
    /// - Returns: the scan, if it was asked for.
    private func receiveAnswers(
        for job: Job, scans: Bool, _ settings: WorkerPoolSettings, _ time: inout AttemptTime, _ whenSlow: () -> Void
    ) throws(LostChild) -> Finding<ScanResult>? {
        var scan: Finding<ScanResult>?
        do {
            while job.needsReading || job.needsListing || (scans && scan == nil) {
                switch try socket.receive(maximum: ChildAnswer.maximumByteCount, deadline: time.deadline) {
                case .packet(let packet):
                    scan = try take(packet, for: job, scans: scans, settings.worker.limits)
                case .closed: throw LostChild(reason: "the decoder died")
                case .timedOut where time.isOver: throw LostChild(reason: "no answer within \(time.seconds) s")
                case .timedOut:
                    time.isSlow = true
                    whenSlow()
                }
            }
            return scan
        } catch let error as LostChild {
            throw error
        } catch {
            throw LostChild(reason: "the decoder's answer is not valid: \(error)")
        }
    }

    /// Ends the connection.
    func close() {
        socket.shutdown()
    }

    /// - Returns: the scan, if the packet is one.
    private func take(
        _ packet: Packet, for job: Job, scans: Bool, _ limits: ReadingLimits
    ) throws -> Finding<ScanResult>? {
        switch try ChildAnswer(decoding: packet.bytes) {
        case .reading(let byteCount) where job.needsReading:
            guard let bytes = answer.read(count: byteCount) else { throw WireError.truncated(at: answer.capacity) }
            job.answer(reading: .found(try Reading(decoding: bytes, limits: limits)))
        case .unreadable(let reason) where job.needsReading:
            job.answer(reading: .unavailable(reason: reason))
        case .listing(let byteCount) where job.needsListing && !job.needsReading:
            guard let bytes = answer.read(count: byteCount, at: ChildAnswer.listingOffset) else {
                throw WireError.truncated(at: answer.capacity)
            }
            job.answer(archives: .found(bytes.isEmpty ? ArchiveListing() : try ArchiveListing(decoding: bytes)))
        case .unlisted(let reason) where job.needsListing && !job.needsReading:
            job.answer(archives: .unavailable(reason: reason))
        case .scan(let finding) where scans && !job.needsReading:
            if job.needsListing { job.answer(archives: .found(ArchiveListing())) }
            return finding
        default:
            throw WireError.invalid("an answer that was not asked for", at: 0)
        }
        return nil
    }
}
