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
    func attempt(_ job: Job, _ settings: WorkerPoolSettings, whenSlow: () -> Void) -> Outcome {
        let request = ChildRequest(
            reads: job.needsReading, lists: job.needsListing, scans: job.needsScan, details: job.request.details,
            tokenTexts: job.request.tokenTexts)
        guard request.reads || request.lists || request.scans else { return .answered }
        let start = ContinuousClock.now
        let end = min(start + settings.attemptDeadline, job.request.deadline)
        do throws(SystemError) {
            // A child that leaves its requests unread is no child of ours any more: it is replaced, not waited for.
            try socket.send(
                request.encoded, descriptors: [job.content.descriptor, answer.descriptor], waits: false)
        } catch {
            return .notBegun
        }
        var isSlow = false
        do {
            while job.needsReading || job.needsListing || job.needsScan {
                let deadline = isSlow ? end : min(end, start + settings.busyAfter)
                switch try socket.receive(maximum: ChildAnswer.maximumByteCount, deadline: deadline) {
                case .packet(let packet): try take(packet, for: job, settings.worker.limits)
                case .closed: return .lost(reason: "the decoder died")
                case .timedOut where deadline == end:
                    return .lost(reason: "no answer within \((end - start).components.seconds) s")
                case .timedOut:
                    isSlow = true
                    whenSlow()
                }
            }
            return .answered
        } catch {
            return .lost(reason: "the decoder's answer is not valid: \(error)")
        }
    }

    /// Ends the connection.
    func close() {
        socket.shutdown()
    }

    private func take(_ packet: Packet, for job: Job, _ limits: ReadingLimits) throws {
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
        case .scan(let finding) where job.needsScan && !job.needsReading && !job.needsListing:
            job.answer(scan: finding)
        default:
            throw WireError.invalid("an answer that was not asked for", at: 0)
        }
    }
}
