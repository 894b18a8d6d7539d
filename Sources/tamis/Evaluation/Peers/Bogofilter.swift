import Foundation

/// bogofilter (https://bogofilter.sourceforge.io/), where it is installed.
struct InstalledBogofilter: InstalledPeer {
    /// `spam_cutoff`: from this score on it calls a message spam; between that and `ham_cutoff` it is unsure.
    let cutoff: Double

    /// Asks it for its settings, as they are without a configuration.
    ///
    /// - Throws: ``PeerError`` if it is not there.
    init() throws(PeerError) {
        func missing(_ cause: String) -> PeerError {
            .missing("bogofilter", package: "bogofilter", cause: cause)
        }
        do {
            let answer = try PeerProcess.run(["bogofilter", "-C", "-Q"], home: "/")
            let setting = answer.output.split(separator: "\n").first { $0.hasPrefix("spam_cutoff") }
            let words = setting?.split(separator: " ") ?? []
            guard answer.end == .exit(0), words.count > 2, let cutoff = Double(words[2]) else {
                throw missing("\"bogofilter -C -Q\" does not name its spam_cutoff; \(answer.end)")
            }
            self.cutoff = cutoff
        } catch let error as PeerError {
            throw error
        } catch {
            throw missing("\(error)")
        }
    }

    func filter(paths: [String], folder: String, interruption: Interruption) throws -> Bogofilter {
        try Bogofilter(threshold: cutoff, paths: paths, folder: folder, interruption: interruption)
    }
}

/// bogofilter under test: a process each time something is asked, the names of the messages on its standard input.
struct Bogofilter: EvaluatedFilter {
    let threshold: Double
    private let paths: [String]
    private let folder: String
    private let interruption: Interruption
    private var models = 0

    fileprivate init(threshold: Double, paths: [String], folder: String, interruption: Interruption) throws {
        self.threshold = threshold
        self.paths = paths
        self.folder = folder
        self.interruption = interruption
        try freshModel()
    }

    private var database: String { "\(folder)/\(models)" }

    mutating func freshModel() throws {
        models += 1
        try FileManager.default.createDirectory(atPath: database, withIntermediateDirectories: false)
        // It scores nothing before there is a database: this makes one that has learned nothing.
        try register([], as: "-n")
    }

    func train(_ labels: [EvaluationProtocol.Label]) throws {
        // It counts; the order within a batch makes no difference.
        for (isSpam, option) in [(false, "-n"), (true, "-s")] {
            let messages = labels.filter { $0.isSpam == isSpam }.map(\.message)
            if !messages.isEmpty { try register(messages, as: option) }
        }
    }

    func scores(of messages: [Int]) throws -> [Double] {
        let answer = try run(["-TT"], messages)
        let lines = answer.output.split(separator: "\n")
        var scores: [Double] = []
        for (place, message) in messages.enumerated() {
            // PATH SCORE, with 16 digits; the exit status is the verdict on the last one.
            guard place < lines.count else { throw error("score", message, answer.errors, "\(answer.end)") }
            let line = lines[place]
            guard line.hasPrefix(paths[message] + " "), let score = Double(line.dropFirst(paths[message].count + 1)),
                (0...1).contains(score)
            else {
                let shown = PrintableText.line(String(line.prefix(200)))
                throw error("score", message, answer.errors, "its answer is \"\(shown)\"")
            }
            scores.append(score)
        }
        return scores
    }

    func close() {}

    private func register(_ messages: [Int], as option: String) throws {
        let answer = try run([option], messages)
        // It passes over what it cannot read, with status 0 and a complaint.
        guard answer.end == .exit(0), answer.errors.isEmpty else {
            throw error("learn", messages.first, answer.errors, "\(answer.end)", more: messages.count - 1)
        }
    }

    /// `-C`: no configuration; `-b`: the names of the messages are on the standard input.
    private func run(_ options: [String], _ messages: [Int]) throws -> (
        output: String, errors: String, end: PeerProcess.End
    ) {
        try PeerProcess.run(
            ["bogofilter", "-C", "-d", database] + options + ["-b"], input: messages.map { paths[$0] + "\n" }.joined(),
            home: folder, interruption: interruption)
    }

    private func error(
        _ deed: String, _ message: Int?, _ errors: String, _ cause: String, more: Int = 0
    ) -> PeerError {
        let name = (message.map { paths[$0] } ?? "nothing") + (more > 0 ? " or one of \(more) after it" : "")
        let words = errors.split(separator: "\n").first.map { ": " + PrintableText.line(String($0)) } ?? ""
        return PeerError(description: "bogofilter did not \(deed) \(name): \(cause)\(words)")
    }
}
