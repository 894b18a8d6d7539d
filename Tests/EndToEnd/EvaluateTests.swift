import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `tamis evaluate` over the project's own ham and spam.
    struct EvaluateTests {
        private let folder: TemporaryFolder
        private let labels: [String]

        /// Writes an index of ham and spam in turn, with paths relative to it: links stand for the two folders.
        init() throws {
            folder = try TemporaryFolder("evaluate")
            let files = ["ham", "spam"].map { label in
                Corpora.own(label).map { "\(label) \(label)/\($0.lastPathComponent)" }
            }
            for label in ["ham", "spam"] {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(folder.path)/\(label)", withDestinationPath: "\(Corpora.root.path)/corpora/\(label)")
            }
            let lines = zip(files[0], files[1]).flatMap { [$0, $1] }
            labels = lines.map { String($0.prefix { $0 != " " }) }
            try folder.write(lines.joined(separator: "\n") + "\n", to: "index")
            try folder.write("", to: "tamis.toml")
        }

        private func run(
            _ arguments: [String], index: String = "index", environment: [String: String] = [:], settings: [String] = []
        ) async throws -> (status: Int32, output: String, errors: String) {
            let process = try ChildProcess(
                BuiltPrograms.path(of: "tamis"),
                ["evaluate", "--index", "\(folder.path)/\(index)"] + arguments
                    + TamisProcess.options(folder: folder, settings: settings), environment: environment)
            let status = try await process.wait()
            return (status, process.output, process.errors)
        }

        private func scores(_ name: String) throws -> [(label: String, probability: Double)] {
            try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8).split(separator: "\n").map { line in
                let words = line.split(separator: " ")
                try #require(words.count == 2)
                #expect(words[1].prefix { $0 != "e" }.count(where: \.isNumber) >= 10, "\(line)")
                return (String(words[0]), try #require(Double(words[1])))
            }
        }

        @Test
        func `The scores stand in the order of the index, and the measures are those of the scores`() async throws {
            let temporary = try folder.folder("tmp")
            let result = try await run(
                ["--json", "--scores", "\(folder.path)/scores"], environment: ["TMPDIR": temporary])
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.isEmpty, "no progress where there is no terminal")
            #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).isEmpty)
            let scores = try scores("scores")
            #expect(scores.map(\.label) == labels)
            #expect(scores.first?.probability == 0.5, "nothing is learned before the first message")
            let printed = try #require(
                try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
            #expect(printed["messages"] as? Int == labels.count)
            #expect(printed["threshold"] as? Double == 0.5)
            #expect(printed["fp"] as? Int == scores.count { $0.label == "ham" && $0.probability >= 0.5 })
            #expect(printed["fn"] as? Int == scores.count { $0.label == "spam" && $0.probability < 0.5 })
            #expect(try #require(printed["1-ROCA%"] as? Double) < 25)
            #expect(try #require(printed["messages/s"] as? Double) > 0)
        }

        @Test
        func `A seed repeats exactly, whatever the protocol; another one does not`() async throws {
            for feedback in [["--delay", "5"], ["--cold", "10"], ["--folds", "4"]] {
                var files: [String] = []
                for (name, seed) in [("one", "7"), ("two", "7"), ("three", "8")] {
                    let result = try await run(
                        feedback + ["--shuffle", "--noise", "5", "--seed", seed, "--scores", "\(folder.path)/\(name)"])
                    #expect(result.status == 0, "\(result.errors)")
                    let count = feedback[0] == "--cold" ? labels.count - 20 : labels.count
                    #expect(result.output.contains("messages    \(count)\n"), "\(result.output)")
                    #expect(try scores(name).count == count)
                    files.append(try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8))
                }
                #expect(files[0] == files[1], "\(feedback)")
                #expect(files[0] != files[2], "\(feedback)")
            }
        }

        @Test
        func `What is wrong is told with its place`() async throws {
            try folder.write("ham ham/en-one-line.eml\nspam nothing.eml\n", to: "missing")
            let missing = try await run([], index: "missing")
            #expect(missing.status == 1)
            #expect(
                missing.errors.contains("\(folder.path)/missing:2: \(folder.path)/nothing.eml could not be read"),
                "\(missing.errors)")
            try folder.write("ham ham/en-one-line.eml\nwhat is this\n", to: "malformed")
            let malformed = try await run([], index: "malformed")
            #expect(malformed.status == 1)
            #expect(malformed.errors.contains("\(folder.path)/malformed:2: \"what is this\""), "\(malformed.errors)")
            let unwritable = try await run(["--scores", "\(folder.path)/no/scores"])
            #expect(unwritable.status == 1)
            #expect(unwritable.errors.contains("\(folder.path)/no/scores: No such file"), "\(unwritable.errors)")
            let both = try await run(["--cold", "1", "--folds", "2"])
            #expect(both.status == 64)
            #expect(both.errors.contains("Take one of --delay, --cold and --folds"), "\(both.errors)")
        }

        @Test
        func `Without a worker program it says so`() async throws {
            let alone = try folder.folder("bin")
            let program = URL(filePath: "\(alone)/tamis")
            try FileManager.default.copyItem(at: BuiltPrograms.path(of: "tamis"), to: program)
            let process = try ChildProcess(
                program,
                ["evaluate", "--index", "\(folder.path)/index"] + TamisProcess.options(folder: folder, settings: []))
            #expect(try await process.wait() == 69)
            #expect(process.errors.contains("tamis-worker"), "\(process.errors)")
            #expect(process.errors.split(separator: "\n").count == 1, "\(process.errors)")
        }
    }
}
