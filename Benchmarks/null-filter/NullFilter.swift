import Bayes
import Descriptors
import Evidence
import Filter
import Logging
import Loopback
import Store
import Transport

/// The mail path of the daemon (listener, filter, journal, next hop, log) without a worker: every message is found
/// clean at once. What it costs is the price of the path itself.
@main
enum NullFilter {
    private static let usage = """
        Usage: null-filter --port N --next-hop N --storage DIR [--no-journal]

          --port N       the port to listen on at 127.0.0.1
          --next-hop N   the port of the next hop there
          --storage DIR  the folder of the journal and the quarantine
          --no-journal   without the journal

        It runs until SIGTERM and logs to standard error.

        """

    static func main() async {
        do {
            var arguments = Arguments(Array(CommandLine.arguments.dropFirst()))
            if arguments.flag("--help") {
                print(usage, terminator: "")
                return
            }
            guard let port = try arguments.integer("--port", in: 1...65_535),
                let nextHop = try arguments.integer("--next-hop", in: 1...65_535),
                let storage = try arguments.text("--storage")
            else { throw Arguments.Misuse("--port, --next-hop and --storage are needed") }
            let keepsJournal = !arguments.flag("--no-journal")
            guard try arguments.rest().isEmpty else { throw Arguments.Misuse("it takes no paths") }
            try await run(port: port, nextHop: nextHop, storage: storage, keepsJournal: keepsJournal)
        } catch {
            give(up: error, program: "null-filter", usage: usage)
        }
    }

    private static func run(port: Int, nextHop: Int, storage: String, keepsJournal: Bool) async throws {
        let logger = Logger(label: "null-filter") { StreamLogHandler.standardError(label: $0) }
        let journal = DeliveryJournal(
            path: storage + "/journal.db", keep: .seconds(5 * 86_400), report: { logger.warning("\($0)") })
        let client = NextHopClient(
            settings: NextHopSettings(addresses: [.fixed(.tcp(host: "127.0.0.1", port: nextHop))]), logger: logger)
        let filter = MailFilter(
            examiner: Examiner(inspector: NullInspector(), classifier: NullClassifier()),
            quarantine: QuarantineFolder(path: storage), journal: keepsJournal ? journal : nil, logger: logger,
            configuration: { _ in FilterConfiguration(settings: FilterSettings(usesBayes: false), nextHop: client) })
        let listener = SMTPListener(
            settings: ListenerSettings(addresses: [.tcp(host: "127.0.0.1", port: port)]), handler: filter,
            logger: logger, announcement: { _, from in client.announcement(for: from) })
        try await listener.run()
    }
}

/// Finds every message clean, and nothing in it.
private struct NullInspector: Inspector {
    func inspect(_ content: ContentFile, _ request: InspectionRequest) async -> Inspection {
        Inspection(reading: .found(Reading()), scan: .found(.clean))
    }
}

/// Is not asked.
private struct NullClassifier: Classifier {
    func score(_ tokens: [Token]) -> Finding<BayesScore> { .notRun }
}
