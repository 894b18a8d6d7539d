import Descriptors
import Evidence
import TestSupport
import Testing

@testable import Workers

/// The daemon against a child that was taken over.
@Suite struct ChildConnectionTests {
    @Test(
        "An answer that is not valid costs the child and gives nothing",
        arguments: [
            [0xFF], [0, 1, 2], Array("nonsense".utf8),
            ChildAnswer.reading(byteCount: ChildAnswer.fileCapacity + 1).encoded,
            ChildAnswer.reading(byteCount: 100).encoded, ChildAnswer.reading(byteCount: 0).encoded,
            ChildAnswer.scan(.found(.clean)).encoded, [UInt8](repeating: 0, count: ChildAnswer.maximumByteCount + 1),
        ] as [[UInt8]])
    func invalid(answer: [UInt8]) async throws {
        let (inspection, outcome) = try await attempt { try $0.send(answer) }
        guard case .lost(let reason) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason.hasPrefix("the decoder's answer is not valid"))
        #expect(inspection.reading == .unavailable(reason: "over"))
        #expect(inspection.scan == .unavailable(reason: "over"))
    }

    @Test("An honest child's two answers are taken, the reading before the scan")
    func valid() async throws {
        let (inspection, outcome) = try await attempt { child in
            try child.send(ChildAnswer.unreadable(reason: "not today").encoded)
            try child.send(ChildAnswer.scan(.found(.infected(["Eicar"]))).encoded)
        }
        guard case .answered = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(inspection.reading == .unavailable(reason: "not today"))
        #expect(inspection.scan == .found(.infected(["Eicar"])))
    }

    @Test("A child that ends after its reading costs the scan only")
    func halfAnswer() async throws {
        let (inspection, _) = try await attempt { child in
            try child.send(ChildAnswer.unreadable(reason: "not today").encoded)
            child.endSending()
        }
        #expect(inspection.reading == .unavailable(reason: "not today"))
        #expect(inspection.scan == .unavailable(reason: "over"))
    }

    /// Lets `child` answer one request that asks for both; what is missing after it is unavailable, "over".
    private func attempt(
        _ child: (PacketSocket) throws -> Void
    ) async throws -> (Inspection, ChildConnection.Outcome) {
        let (daemon, other) = try PacketSocket.pair()
        try child(other)
        let connection = try ChildConnection(generation: 1, process: 1, socket: daemon)
        let content = try ContentFile.holding(Array("Subject: x\r\n\r\n".utf8))
        let request = InspectionRequest(scans: true, deadline: .now + .seconds(600))
        let settings = WorkerPoolSettings(worker: WorkerSettings(antivirus: nil, scratch: "/"), executable: "/")
        nonisolated(unsafe) var outcome = ChildConnection.Outcome.notBegun
        let inspection = await withCheckedContinuation { continuation in
            let job = Job(content, request, continuation)
            let engines = ScanEngines(lateness: .seconds(60), logger: LogLines().logger)
            outcome = connection.attempt(job, settings, engines) {}
            job.finish("over")
        }
        withExtendedLifetime(other) {}
        return (inspection, outcome)
    }
}
