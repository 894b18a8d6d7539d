import Glibc
import Loopback

/// An SMTP and LMTP server on loopback that accepts everything: the next hop of the benchmark, the demo and tests.
@main
enum MailSink {
    private static let usage = """
        Usage: mail-sink [--port N] [--port-file FILE] [--save DIR] [--record DIR]

          --port N          the port to listen on at 127.0.0.1; 0, the default, takes a free one
          --port-file FILE  write the port to FILE once it listens
          --save DIR        write each message to DIR/000001.eml, its envelope to DIR/000001.envelope
          --record DIR      write the bytes of each session, as they came, to DIR/session-1.raw

        It prints its totals on SIGTERM and ends.

        """

    static func main() {
        do {
            var arguments = Arguments(Array(CommandLine.arguments.dropFirst()))
            if arguments.flag("--help") {
                print(usage, terminator: "")
                return
            }
            let port = try arguments.integer("--port", in: 0...65_535) ?? 0
            let portFile = try arguments.text("--port-file")
            let folder = try arguments.text("--save").map(MessageFolder.init)
            let records = try arguments.text("--record").map(MessageFolder.init)
            guard try arguments.rest().isEmpty else { throw Arguments.Misuse("it takes no paths") }

            StopRequest.listen()
            let listener = try TCPSocket.listen(port: UInt16(port))
            if let portFile { try write(port: listener.port, to: portFile) }
            var server = SinkServer(listener: listener, folder: folder, records: records)
            print(try server.run())
        } catch {
            give(up: error, program: "mail-sink", usage: usage)
        }
    }

    /// Under its name only when whole: whoever waits for the file never reads half a number.
    private static func write(port: UInt16, to path: String) throws {
        guard let file = fopen(path + ".part", "w") else { throw MessageFolder.Failure(path: path, code: errno) }
        fputs("\(port)\n", file)
        guard fclose(file) == 0, rename(path + ".part", path) == 0 else {
            throw MessageFolder.Failure(path: path, code: errno)
        }
    }
}
