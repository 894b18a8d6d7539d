import Descriptors
import Foundation

/// SpamAssassin (https://spamassassin.apache.org/), where it is installed.
struct InstalledSpamAssassin: InstalledPeer {
    /// Loads it and the database that its Bayes uses by default.
    ///
    /// - Throws: ``PeerError`` if it is not there.
    init() throws(PeerError) {
        func missing(_ cause: String) -> PeerError {
            .missing("SpamAssassin", package: "spamassassin", cause: cause)
        }
        do {
            let answer = try PeerProcess.run(
                ["perl", "-MMail::SpamAssassin", "-MDB_File", "-e", "print $Mail::SpamAssassin::VERSION"], home: "/")
            guard answer.end == .exit(0), !answer.output.isEmpty else {
                throw missing(answer.errors.split(separator: "\n").first.map { "perl: \($0)" } ?? "\(answer.end)")
            }
        } catch let error as PeerError {
            throw error
        } catch {
            throw missing("\(error)")
        }
    }

    func filter(paths: [String], folder: String, interruption: Interruption) throws -> SpamAssassin {
        try SpamAssassin(paths: paths, folder: folder, interruption: interruption)
    }
}

/// SpamAssassin's Bayes under test: one process of perl, which answers each request with a line.
struct SpamAssassin: EvaluatedFilter {
    /// By its Bayes alone it calls nothing spam, it gives points. From here on it takes spam to be the likelier.
    let threshold = 0.5
    private let paths: [String]
    private let process: PeerProcess
    private let lines: LineSocket

    fileprivate init(paths: [String], folder: String, interruption: Interruption) throws {
        self.paths = paths
        let (ours, theirs) = try LineSocket.pair()
        lines = ours
        process = try withExtendedLifetime(theirs) {
            try PeerProcess(
                ["perl", "-e", SpamAssassinScript.text, folder], input: theirs.number, output: theirs.number,
                home: folder, interruption: interruption)
        }
    }

    func freshModel() throws {
        try request("fresh", "forget what it learned", expecting: "done")
    }

    func train(_ labels: [EvaluationProtocol.Label]) throws {
        for label in labels {
            let path = paths[label.message]
            try request((label.isSpam ? "spam " : "ham ") + path, "learn \(path)", expecting: "done")
        }
    }

    func scores(of messages: [Int]) throws -> [Double] {
        try messages.map { message in
            let path = paths[message]
            let answer = try answer(to: "score " + path, "score \(path)")
            guard let score = Double(answer), (0...1).contains(score) else {
                throw failure("score \(path)", answer: answer)
            }
            return score
        }
    }

    func close() {
        process.kill()
    }

    private func request(_ request: String, _ deed: String, expecting expected: String) throws {
        let answer = try answer(to: request, deed)
        guard answer == expected else { throw failure(deed, answer: answer) }
    }

    /// - Parameter deed: What it is asked for, in words for a complaint.
    private func answer(to request: String, _ deed: String) throws -> String {
        guard lines.write(request), let answer = lines.read() else {
            // It has closed its end: it has ended, or does so.
            let end = process.wait()
            let words = process.errorText.split(separator: "\n").last.map { ": " + PrintableText.line(String($0)) }
            throw PeerError(description: "SpamAssassin did not \(deed): \(end)\(words ?? "")")
        }
        return answer
    }

    private func failure(_ deed: String, answer: String) -> PeerError {
        PeerError(
            description:
                "SpamAssassin did not \(deed): its answer is \"\(PrintableText.line(String(answer.prefix(200))))\"")
    }
}
