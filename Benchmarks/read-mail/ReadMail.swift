import Content
import Foundation
import Loopback
import MIME

/// What it costs to read messages: to parse them, to decode all their parts too, and to read them whole as a worker
/// does, for text, URLs, attachments and tokens.
@main
enum ReadMail {
    private static let usage = """
        Usage: read-mail --list FILE [--rounds N]

          --list FILE  the paths of the messages, one a line
          --rounds N   each stage goes over all messages so many times; the fastest counts (3)

        It prints a line for each stage: its name, messages, bytes, processor time in microseconds a message, megabytes a
        second; of the whole reading the median message too.

        """

    static func main() {
        do {
            var arguments = Arguments(Array(CommandLine.arguments.dropFirst()))
            if arguments.flag("--help") {
                print(usage, terminator: "")
                return
            }
            guard let list = try arguments.text("--list") else { throw Arguments.Misuse("--list is needed") }
            let rounds = try arguments.integer("--rounds", in: 1...1_000) ?? 3
            guard try arguments.rest().isEmpty else { throw Arguments.Misuse("it takes no paths") }
            try run(list: list, rounds: rounds)
        } catch {
            give(up: error, program: "read-mail", usage: usage)
        }
    }

    private static func run(list: String, rounds: Int) throws {
        let paths = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n")
        let messages = try paths.map { try [UInt8](Data(contentsOf: URL(filePath: String($0)))) }
        var reader = ContentReader(charsets: Charsets())
        report("tamis-parse", messages, rounds) { _ = MessageParser.parse($0.span) }
        report("tamis-decode", messages, rounds) { bytes in
            let message = MessageParser.parse(bytes.span)
            for part in message.parts where part.children.isEmpty {
                _ = message.decodedBody(of: part.index, in: bytes.span)
            }
        }
        let each = report("tamis-read", messages, rounds) { _ = reader.read($0.span) }
        let median = each.sorted()[each.count / 2]
        print("tamis-read-median \(messages.count) - \(String(format: "%.1f", median / 1_000)) -")
    }

    /// Prints the fastest round.
    ///
    /// - Returns: the nanoseconds of each message in it.
    @discardableResult
    private static func report(
        _ name: String, _ messages: [[UInt8]], _ rounds: Int, _ read: ([UInt8]) -> Void
    ) -> [Double] {
        var fastest: [Double] = []
        for round in 0..<rounds {
            let each = messages.map { message in
                let start = processorNanoseconds()
                read(message)
                return Double(processorNanoseconds() - start)
            }
            if round == 0 || each.reduce(0, +) < fastest.reduce(0, +) { fastest = each }
        }
        let nanoseconds = fastest.reduce(0, +)
        let bytes = messages.reduce(0) { $0 + $1.count }
        let perMessage = String(format: "%.1f", nanoseconds / 1_000 / Double(max(messages.count, 1)))
        let rate = String(format: "%.1f", Double(bytes) * 1_000 / max(nanoseconds, 1))
        print("\(name) \(messages.count) \(bytes) \(perMessage) \(rate)")
        return fastest
    }
}
