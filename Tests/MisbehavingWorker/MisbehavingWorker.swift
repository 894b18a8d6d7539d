import CLinux
import Confinement
import Descriptors
import Evidence
import Glibc

/// A worker whose children do what a decoder that was taken over might do, in the cage of the real one.
///
/// It speaks the worker's protocol, so that the real pool works with it; a message's first word says what a child does
/// (``Misdeed``).
@main enum MisbehavingWorker {
    static func main() throws {
        let control = PacketSocket(owning: OwnedDescriptor(3))
        guard case .packet(let packet) = try control.receive() else { return }
        let settings = try WorkerSettings(decoding: packet.bytes)
        let ended = tamis_child_signal_create()
        try control.send(WorkerReport.caged(missingLayers: []).encoded)
        try control.send(WorkerReport.ready(.disabled, missingCharsets: []).encoded)
        var forks = 0
        while true {
            var entries = [
                pollfd(fd: control.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: ended, events: Int16(POLLIN), revents: 0),
            ]
            poll(&entries, 2, -1)
            tamis_child_signal_drain(ended)
            var status: Int32 = 0
            while case let process = waitpid(-1, &status, WNOHANG), process > 0 {
                try control.send(WorkerReport.childEnded(process: process, status: status).encoded)
            }
            if entries[0].revents == 0 { continue }
            guard case .packet(let packet) = try control.receive() else { return }
            switch try WorkerCommand(decoding: packet.bytes) {
            case .fork:
                forks += 1
                let scratch = settings.scratch + "/\(forks)"
                mkdir(scratch, 0o700)
                let (process, socket) = try CagedChild.fork { serve($0, settings, scratch: scratch) }
                try control.send(WorkerReport.child(process: process).encoded, descriptors: [socket])
                close(socket)
            case .kill(let process): kill(process, SIGKILL)
            case .checkDatabase: break
            }
        }
    }

    private static func serve(_ descriptor: Int32, _ settings: WorkerSettings, scratch: String) -> Int32 {
        let cage = Cage(scratch: scratch, memoryBytes: settings.memoryBytes, fileBytes: settings.fileBytes)
        guard cage.enter().isEmpty else { return 70 }
        let socket = PacketSocket(owning: OwnedDescriptor(descriptor))
        do {
            while case .packet(let packet) = try socket.receive() {
                let content = try ContentFile(received: packet.descriptors[0])
                let answer = try AnswerFile(received: packet.descriptors[1])
                Cage.allowProcessorTime(seconds: settings.cpuSeconds)
                let word = try content.withBytes { bytes in
                    var word: [UInt8] = []
                    while word.count < bytes.count, bytes[word.count] > 0x20 { word.append(bytes[word.count]) }
                    return String(decoding: word, as: UTF8.self)
                }
                var reading = Reading()
                reading.subject = Misdeed(rawValue: word)?.outcome(settings, scratch: scratch) ?? word
                let bytes = reading.encoded
                try answer.write(bytes)
                try socket.send(ChildAnswer.reading(byteCount: bytes.count).encoded)
            }
            return 0
        } catch {
            return 70
        }
    }
}
