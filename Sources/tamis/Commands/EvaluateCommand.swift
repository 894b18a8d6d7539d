import ArgumentParser
import Filter
import Foundation

/// `tamis evaluate`: measures the classifier over labelled messages.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure how well the classifier tells spam from ham, over labelled messages.",
        discussion: """
            The index has a line "ham PATH" or "spam PATH" for each message, one file each; paths start at the folder \
            of the index. A worker of the command's own reads the messages; then each is scored and, after that, \
            trained with its true label, in the order of the index (immediate feedback). --delay, --cold and --folds \
            do it otherwise. The classifier is the shipped one, a database of its own in $TMPDIR, empty at first and \
            removed at the end: that of the daemon is neither read nor changed. As there, a message that occurs twice \
            is learned once. All tokens are held in memory, a few kB a message.

            --against runs another filter over the same messages by the same steps, and prints its measures beside \
            those of Tamis. It has a folder of its own in $TMPDIR, no settings of the user's, and gets each message as it \
            lies in the file.
              bogofilter    as it is without a configuration; the threshold is
                            its spam_cutoff: what it calls unsure is ham
              spamassassin  its Bayes alone, from the first messages on; that
                            gives points and no verdict, so the threshold is
                            0.5: what it takes to be likelier spam than ham,
                            or has no probability for

            It prints:
              messages   how many were scored; ham and spam of them
              threshold  a message is called spam from this probability on
              fp, fn     ham called spam, spam called ham
              hm%, sm%   the same, of all ham, of all spam
              lam%       both averaged as log-odds; none counts as half a message
              1-ROCA%    spam and ham in the wrong order, of all pairs;
                         equal scores count half (area above the ROC curve)
              h=.1%      spam missed at the lowest threshold that calls at
                         most 1 in 1,000 ham spam
              messages/s scored a second, reading and training included
            A measure that needs a class without messages is "-", in JSON null.

            Example: tamis evaluate --index corpus/index --shuffle --seed 7 --scores scores.txt
            Exit status: 0; 1 if the index or a message could not be read, or a peer failed; 64 if the options do not \
            go together; 69 if no worker or peer could be started.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Option(
        name: .long,
        help: ArgumentHelp("The labelled messages: a line \"ham PATH\" or \"spam PATH\" for each.", valueName: "file"))
    var index: String

    @Option(
        name: .long,
        help: ArgumentHelp("Train each message only when this many more were scored.", valueName: "messages"))
    var delay: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Train the first ham and the first spam, this many of each; then score the rest and learn no more.",
            valueName: "messages"))
    var cold: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Cross-validate: score each of this many parts by what was learned from the others.", valueName: "parts"))
    var folds: Int?

    @Option(
        name: .long, help: ArgumentHelp("Turn this many of a hundred training labels round.", valueName: "percent"))
    var noise = 0.0

    @Flag(name: .long, help: "Take the messages in random order, not in that of the index.")
    var shuffle = false

    @Option(name: .long, help: "What --shuffle and --noise start from; the same seed repeats a run exactly.")
    var seed: UInt64 = 1

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write a line \"ham PROBABILITY\" or \"spam PROBABILITY\" for each message Tamis scored, in the index' order.",
            valueName: "file"))
    var scores: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Run a peer over the same messages, too: bogofilter or spamassassin. Can be given for each.",
            valueName: "peer"))
    var against: [Peer] = []

    @Flag(name: .long, help: "Print one JSON object with the same names.")
    var json = false

    func validate() throws {
        guard [delay, cold, folds].count(where: { $0 != nil }) <= 1 else {
            throw ValidationError("Take one of --delay, --cold and --folds.")
        }
        if let delay, delay < 0 { throw ValidationError("--delay is a number of messages, 0 or more.") }
        if let cold, cold < 1 { throw ValidationError("--cold is a number of messages, 1 or more.") }
        if let folds, folds < 2 { throw ValidationError("--folds is a number of parts, 2 or more.") }
        guard Set(against).count == against.count else { throw ValidationError("--against names a peer twice.") }
        guard (0...100).contains(noise) else { throw ValidationError("--noise is a percentage, from 0 to 100.") }
    }

    func run() throws {
        let configuration = try options.load().configuration
        let index = try EvaluationIndex(file: index)
        let steps = try evaluationProtocol.steps(for: index.entries.map(\.isSpam))
        let file = try scores.map(ScoresFile.init(path:))
        let peers = try installedPeers()
        do {
            let table = try runBlocking {
                let start = ContinuousClock.now
                let messages = try await OperationsOwner.withWorkers(configuration, antivirus: false) { workers in
                    try await EvaluationReader(inspector: workers, deadline: configuration.smtp.deadline).read(index)
                }
                return try await onBlockingThread {
                    try EvaluationFolder.with { folder, interruption in
                        let run = EvaluationRun(
                            labels: index.entries.map(\.isSpam), steps: steps, interruption: interruption)
                        let filter = try TamisFilter(messages: messages, folder: folder)
                        let tamis = try run.report(on: filter, since: start) { try file?.write($0) }
                        let against = try peers.map { peer, installed in
                            let start = ContinuousClock.now
                            let own = folder.appending(path: peer.rawValue)
                            try FileManager.default.createDirectory(at: own, withIntermediateDirectories: false)
                            let filter = try installed.filter(
                                paths: index.entries.map(\.path), folder: own.path, interruption: interruption)
                            return (peer: peer, report: try run.report(on: filter, since: start))
                        }
                        return EvaluationTable(tamis: tamis, against: against)
                    }
                }
            }
            print(try json ? table.json() : table.text())
        } catch let error as Interrupted {
            error.endProcess()
        }
    }

    /// The peers that are asked for, before the long run.
    ///
    /// - Throws: `ExitCode` EX_UNAVAILABLE after saying why, if one is not there.
    private func installedPeers() throws -> [(Peer, any InstalledPeer)] {
        do {
            return try against.map { ($0, try $0.installed()) }
        } catch let error as PeerError {
            CommandMail.complain("\(error)")
            throw ExitCode(EX_UNAVAILABLE)
        }
    }

    private var evaluationProtocol: EvaluationProtocol {
        let feedback: EvaluationProtocol.Feedback =
            if let cold { .cold(cold) } else if let folds { .folds(folds) } else { .after(delay ?? 0) }
        return EvaluationProtocol(feedback: feedback, noise: noise, shuffles: shuffle, seed: seed)
    }
}
