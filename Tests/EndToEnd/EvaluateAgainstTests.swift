import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `tamis evaluate --against` beside the real programs.
    struct EvaluateAgainstTests {
        private static let measures = [
            "messages", "ham", "spam", "threshold", "fp", "fn", "hm%", "sm%", "lam%", "1-ROCA%", "h=.1%", "messages/s",
        ]

        private let folder: TemporaryFolder
        private let temporary: String
        private let count: Int

        /// Writes an index of twelve ham and twelve spam in turn.
        init() throws {
            folder = try TemporaryFolder("against")
            temporary = try folder.folder("tmp")
            let lines = zip(Corpora.own("ham"), Corpora.own("spam")).prefix(12)
                .flatMap { ["ham \($0.path)", "spam \($1.path)"] }
            count = lines.count
            try folder.write(lines.joined(separator: "\n") + "\n", to: "index")
            try folder.write("", to: "tamis.toml")
        }

        private func start(_ arguments: [String], path: String? = nil) throws -> ChildProcess {
            try ChildProcess(
                BuiltPrograms.path(of: "tamis"),
                ["evaluate", "--index", "\(folder.path)/index"] + arguments
                    + TamisProcess.options(folder: folder, settings: []),
                environment: ["TMPDIR": temporary].merging(path.map { ["PATH": $0] } ?? [:]) { $1 })
        }

        private func run(_ arguments: [String], path: String? = nil) async throws -> (
            status: Int32, output: String, errors: String
        ) {
            let process = try start(arguments, path: path)
            let status = try await process.wait()
            return (status, process.output, process.errors)
        }

        /// A folder for PATH with a bogofilter that knows its settings and how to learn nothing.
        private func folder(withBogofilter script: String) throws -> String {
            let programs = try folder.folder("programs")
            _ = try folder.writeScript(
                """
                #!/bin/sh
                if [ "$2" = -Q ]; then echo 'spam_cutoff = 0.99'; exit 0; fi
                \(script)

                """, to: "programs/bogofilter")
            return programs
        }

        private var leftOvers: [String] {
            get throws { try FileManager.default.contentsOfDirectory(atPath: temporary) }
        }

        @Test
        func `The peers are columns beside Tamis, and nothing of them stays`() async throws {
            let result = try await run(["--against", "bogofilter", "--against", "spamassassin"])
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.isEmpty)
            #expect(try leftOvers.isEmpty)
            let lines = result.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            try #require(lines.count == 1 + Self.measures.count, "\(result.output)")
            #expect(lines[0] == ["tamis", "bogofilter", "spamassassin"])
            #expect(lines.dropFirst().map { $0[0] } == Self.measures)
            #expect(lines[1] == ["messages", "\(count)", "\(count)", "\(count)"])
            #expect(lines[4] == ["threshold", "0.5", "0.99", "0.5"])
        }

        @Test(arguments: ["bogofilter", "spamassassin"])
        func `A seed repeats exactly, whatever the protocol; each has learned something`(_ peer: String) async throws {
            for feedback in [["--delay", "2"], ["--cold", "6"], ["--folds", "3"]] {
                var runs: [[String: Double]] = []
                for _ in 1...2 {
                    let result = try await run(
                        feedback + ["--shuffle", "--noise", "5", "--seed", "7", "--json", "--against", peer])
                    #expect(result.status == 0, "\(result.errors)")
                    let printed = try #require(
                        try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
                    let against = try #require(printed["against"] as? [String: [String: Any]])
                    #expect(Array(against.keys) == [peer])
                    var measures = try #require(against[peer] as? [String: Double])
                    #expect(measures.keys.sorted() == Self.measures.sorted())
                    #expect(measures["messages"] == printed["messages"] as? Double)
                    let rate = measures.removeValue(forKey: "messages/s")
                    #expect(try #require(rate) > 0)
                    #expect(try #require(measures["1-ROCA%"]) < 45, "\(feedback)")
                    runs.append(measures)
                }
                #expect(runs[0] == runs[1], "\(feedback)")
            }
        }

        @Test(arguments: ["bogofilter", "spamassassin"])
        func `A peer that is not installed is told with its package at once`(_ peer: String) async throws {
            try folder.write("ham /no/such/message\n", to: "index")
            let result = try await run(["--against", peer], path: try folder.folder("empty"))
            #expect(result.status == 69)
            #expect(result.errors.contains("No such file or directory"), "\(result.errors)")
            #expect(result.errors.contains("apt-get install \(peer)"), "\(result.errors)")
            #expect(!result.errors.contains("/no/such/message"), "\(result.errors)")
            #expect(try leftOvers.isEmpty)
        }

        @Test
        func `A peer that dies or answers rubbish is told with the message`() async throws {
            let cases = [
                ("echo nonsense", "its answer is \"nonsense\""), ("echo out of order >&2; exit 3", "out of order"),
                ("kill -9 $$", "it was ended by signal 9"),
            ]
            for (deed, complaint) in cases {
                let path = try folder(withBogofilter: "[ \"$4\" = -n ] || { \(deed); }")
                let result = try await run(["--against", "bogofilter"], path: path)
                #expect(result.status == 1)
                #expect(
                    result.errors.contains("bogofilter did not score \(Corpora.own("ham")[0].path): "),
                    "\(result.errors)")
                #expect(result.errors.contains(complaint), "\(result.errors)")
                #expect(try leftOvers.isEmpty)
            }
        }

        @Test(arguments: [SIGINT, SIGTERM])
        func `An interruption ends the peer and takes the folder away`(_ signal: Int32) async throws {
            // The first question never gets an answer.
            let path = try folder(withBogofilter: "echo $$ >'\(folder.path)/pid'; exec /bin/sleep 600")
            let process = try start(["--against", "bogofilter"], path: path)
            func peer() -> pid_t? {
                (try? String(contentsOfFile: "\(folder.path)/pid", encoding: .utf8)).flatMap {
                    pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines))
                }
            }
            try await eventually("a peer at work", within: .seconds(120)) { peer() != nil }
            #expect(try !leftOvers.isEmpty)
            process.signal(signal)
            #expect(try await process.wait() == 128 + signal, "\(process.errors)")
            #expect(try leftOvers.isEmpty)
            let ended = try #require(peer())
            #expect(kill(ended, 0) != 0)
        }
    }
}
