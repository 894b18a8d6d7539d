import Clamd
import Confinement
import Descriptors
import Evidence
import Glibc

/// A child: takes one message at a time, in the cage, until its socket ends.
struct WorkerChild {
    let socket: PacketSocket
    let settings: WorkerSettings
    let decoders: Decoders

    /// The longest request; it has twenty bytes.
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
        guard packet.descriptors.count == (try clamd(for: request) ? 3 : 2) else {
            throw WireError.truncated(at: packet.bytes.count)
        }
        let connection = packet.descriptors.dropFirst(2).first.map { socket in
            ClamdConnection(owning: socket, deadline: .now + .milliseconds(request.scanMilliseconds))
        }
        let content = try ContentFile(received: packet.descriptors[0])
        let answer = try AnswerFile(received: packet.descriptors[1])
        Cage.allowProcessorTime(seconds: settings.cpuSeconds)
        defer { decoders.forget() }
        do {
            try content.withBytes { bytes in
                if request.reads { try socket.send(read(bytes, request, into: answer).encoded) }
                if request.lists, let listing = try list(bytes, request, into: answer) {
                    try socket.send(listing.encoded)
                }
                if request.scans { try socket.send(scan(bytes, request, over: connection).encoded) }
            }
        } catch let error as SystemError where error.number == ENOMEM {
            // The message alone is more than the memory of this child.
            if request.reads { try socket.send(ChildAnswer.unreadable(reason: error.description).encoded) }
            if request.lists { try socket.send(ChildAnswer.unlisted(reason: error.description).encoded) }
            if request.scans { try socket.send(ChildAnswer.scan(.unavailable(reason: error.description)).encoded) }
        }
    }

    private func scan(_ bytes: Span<UInt8>, _ request: ChildRequest, over clamd: ClamdConnection?) -> ChildAnswer {
        guard let clamd else { return .scan(decoders.scan(bytes)) }
        return .scan(decoders.scan(bytes, clamd: request.engine, over: clamd))
    }

    /// Whether a clamd is to scan.
    private func clamd(for request: ChildRequest) throws -> Bool {
        guard request.scans else { return false }
        guard settings.antivirus.engines.indices.contains(request.engine) else {
            throw WireError.invalid("an engine", at: 0)
        }
        return settings.antivirus.engines[request.engine] != .libclamav
    }

    private func read(_ bytes: Span<UInt8>, _ request: ChildRequest, into answer: AnswerFile) throws -> ChildAnswer {
        let encoded = decoders.read(bytes, request).encoded
        guard encoded.count <= ChildAnswer.listingOffset else {
            return .unreadable(
                reason: "its reading takes \(encoded.count) bytes, the limit is \(ChildAnswer.listingOffset)")
        }
        try answer.write(encoded)
        return .reading(byteCount: encoded.count)
    }

    /// - Returns: nil where there is nothing to list and a scan follows, which says so.
    private func list(_ bytes: Span<UInt8>, _ request: ChildRequest, into answer: AnswerFile) throws -> ChildAnswer? {
        let listing = decoders.list(bytes)
        if listing == ArchiveListing() { return request.scans ? nil : .listing(byteCount: 0) }
        let encoded = listing.encoded
        let room = answer.capacity - ChildAnswer.listingOffset
        guard encoded.count <= room else {
            return .unlisted(reason: "its listing takes \(encoded.count) bytes, the limit is \(room)")
        }
        try answer.write(encoded, at: ChildAnswer.listingOffset)
        return .listing(byteCount: encoded.count)
    }
}
