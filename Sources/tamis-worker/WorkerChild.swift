import Confinement
import Descriptors
import Evidence
import Glibc

/// A child: takes one message at a time, in the cage, until its socket ends.
struct WorkerChild {
    let socket: PacketSocket
    let settings: WorkerSettings
    let decoders: Decoders

    /// The longest request; it has three bytes.
    private static let maximumRequest = 64

    /// Serves until the daemon closes the socket.
    ///
    /// - Returns: the exit code.
    func run() -> Int32 {
        decoders.checkCanary()
        do {
            while case .packet(let packet) = try socket.receive(maximum: Self.maximumRequest) {
                try serve(packet)
            }
            return 0
        } catch {
            Terminal.complain("a child ends: \(error)")
            return 70
        }
    }

    private func serve(_ packet: Packet) throws {
        let request = try ChildRequest(decoding: packet.bytes)
        guard packet.descriptors.count == 2 else { throw WireError.truncated(at: packet.bytes.count) }
        let content = try ContentFile(received: packet.descriptors[0])
        let answer = try AnswerFile(received: packet.descriptors[1])
        Cage.allowProcessorTime(seconds: settings.cpuSeconds)
        defer { decoders.forget() }
        do {
            try content.withBytes { bytes in
                if request.reads { try socket.send(read(bytes, request, into: answer).encoded) }
                if request.scans { try socket.send(ChildAnswer.scan(decoders.scan(bytes)).encoded) }
            }
        } catch let error as SystemError where error.number == ENOMEM {
            // The message alone is more than the memory of this child.
            if request.reads { try socket.send(ChildAnswer.unreadable(reason: error.description).encoded) }
            if request.scans { try socket.send(ChildAnswer.scan(.unavailable(reason: error.description)).encoded) }
        }
    }

    private func read(_ bytes: Span<UInt8>, _ request: ChildRequest, into answer: AnswerFile) throws -> ChildAnswer {
        let encoded = decoders.read(bytes, request).encoded
        guard encoded.count <= answer.capacity else {
            return .unreadable(reason: "its reading takes \(encoded.count) bytes, the limit is \(answer.capacity)")
        }
        try answer.write(encoded)
        return .reading(byteCount: encoded.count)
    }
}
