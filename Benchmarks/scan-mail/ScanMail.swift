import Descriptors
import Evidence
import Foundation
import Logging
import Loopback
import Workers

/// What it costs to scan messages for viruses, and how much memory the signatures take: Tamis' worker, or a clamd that runs
/// already.
@main
enum ScanMail {
    private static let usage = """
        Usage: scan-mail --list FILE --worker PROGRAM [--database DIR] [--children N] [--reload parallel|sequential]
               scan-mail --list FILE --clamd SOCKET --pid PID [--children N] [--reload parallel]

          --list FILE       the paths of the messages, one a line
          --worker PROGRAM  tamis-worker
          --database DIR    the signatures; without them messages are read only
          --clamd SOCKET    a clamd's UNIX socket; messages go over INSTREAM
          --pid PID         its process
          --children N      children, or connections (1)
          --reload HOW      loads the signatures again afterwards

        It prints lines of a name, a tab and a figure: messages a second and processor time of the worker or clamd, the
        memory of its processes (PSS together, and what is private to each child), and the peak while it reloads.

        """

    static func main() async {
        do {
            var arguments = Arguments(Array(CommandLine.arguments.dropFirst()))
            if arguments.flag("--help") {
                print(usage, terminator: "")
                return
            }
            guard let list = try arguments.text("--list") else { throw Arguments.Misuse("--list is needed") }
            let children = try arguments.integer("--children", in: 1...64) ?? 1
            let reload = try arguments.text("--reload")
            let (worker, database) = (try arguments.text("--worker"), try arguments.text("--database"))
            let (socket, process) = (
                try arguments.text("--clamd"), try arguments.integer("--pid", in: 1...Int(Int32.max))
            )
            guard try arguments.rest().isEmpty else { throw Arguments.Misuse("it takes no paths") }
            let messages = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n")
                .map { try [UInt8](Data(contentsOf: URL(filePath: String($0)))) }
            if let worker {
                try await WorkerBench(worker, database: database, children: children, reload: reload).run(messages)
            } else if let socket, let process {
                try ClamdBench(socket: socket, process: Int32(process), connections: children)
                    .run(messages, reloads: reload != nil)
            } else {
                throw Arguments.Misuse("--worker, or --clamd and --pid, is needed")
            }
        } catch {
            give(up: error, program: "scan-mail", usage: usage)
        }
    }

    /// Prints a figure.
    static func report(_ name: String, _ value: Double, digits: Int = 0) {
        print("\(name)\t\(String(format: "%.\(digits)f", value))")
    }

    /// Prints how fast messages were scanned; `processor` is in seconds.
    static func report(messages: Int, bytes: Int, seconds: Double, processor: Double, counts: [String: Int]) {
        report("messages/s", Double(messages) / seconds)
        report("us of processor a message", processor * 1e6 / Double(max(messages, 1)))
        report("MB/s", Double(bytes) / seconds / 1e6, digits: 1)
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) { report(name, Double(count)) }
    }
}
