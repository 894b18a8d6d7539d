import Foundation
import Synchronization

/// A clamd that runs already, fed over INSTREAM, a connection a message as its clients do (clamd(8)).
struct ClamdBench {
    let socket: String
    let process: Int32
    let connections: Int

    private struct Failure: Error {
        let what: String
    }

    func run(_ messages: [[UInt8]], reloads: Bool) throws {
        try scan(Array(messages.prefix(20 * connections)))
        let (start, processor) = (ContinuousClock.now, ProcessMemory.processorSeconds([process]))
        let counts = try scan(messages)
        ScanMail.report(
            messages: messages.count, bytes: messages.reduce(0) { $0 + $1.count },
            seconds: (.now - start) / .seconds(1),
            processor: ProcessMemory.processorSeconds([process]) - processor, counts: counts)
        ScanMail.report("MB together", ProcessMemory.megabytes([process]))
        guard reloads else { return }
        let peak = ProcessMemory.Peak { [process] in [process] }
        let reloadStart = ContinuousClock.now
        _ = try ask { try send(Array("zRELOAD\0".utf8), to: $0) }
        // It answers at once, loads in a thread, then frees the old; that is over when its memory has been still.
        var last = (megabytes: 0.0, since: ContinuousClock.now)
        var seconds = 0.0
        while .now - last.since < .seconds(10) {
            let now = ProcessMemory.megabytes([process])
            if abs(now - last.megabytes) > 2 {
                last = (now, .now)
                seconds = (.now - reloadStart) / .seconds(1)
            }
            usleep(50_000)
        }
        ScanMail.report("seconds to reload", seconds, digits: 1)
        ScanMail.report("MB together at most while reloading", peak.stop())
    }

    @discardableResult
    private func scan(_ messages: [[UInt8]]) throws -> [String: Int] {
        let results = Mutex<(counts: [String: Int], failure: (any Error)?)>(([:], nil))
        DispatchQueue.concurrentPerform(iterations: connections) { connection in
            do {
                var counts: [String: Int] = [:]
                for number in stride(from: connection, to: messages.count, by: connections) {
                    let answer = try ask { descriptor in
                        let length = UInt32(messages[number].count).bigEndian
                        let size = withUnsafeBytes(of: length) { Array($0) }
                        try send(Array("zINSTREAM\0".utf8) + size + messages[number] + [0, 0, 0, 0], to: descriptor)
                    }
                    counts[
                        answer.hasSuffix("OK") ? "clean" : answer.hasSuffix("FOUND") ? "infected" : answer, default: 0] +=
                        1
                }
                results.withLock { $0.counts.merge(counts) { $0 + $1 } }
            } catch {
                results.withLock { $0.failure = error }
            }
        }
        return try results.withLock { results in
            if let failure = results.failure { throw failure }
            return results.counts
        }
    }

    /// Connects, lets `question` be sent, and reads the answer to its end.
    private func ask(_ question: (Int32) throws -> Void) throws -> String {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array(socket.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.prefix($0.count - 1)) }
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else { throw Failure(what: "\(socket): \(String(cString: strerror(errno)))") }
        try question(descriptor)
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 { answer += buffer[..<count] }
        return String(decoding: answer.prefix { $0 != 0 }, as: UTF8.self)
    }

    private func send(_ bytes: [UInt8], to descriptor: Int32) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(what: "write: \(String(cString: strerror(errno)))") }
            rest = rest.dropFirst(count)
        }
    }
}
