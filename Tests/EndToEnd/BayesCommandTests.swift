import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `tamis bayes`, beside a daemon and without one.
    struct BayesCommandTests {
        private let ham = Corpora.root.path + "/corpora/ham"
        private let spam = Corpora.root.path + "/corpora/spam"

        /// A command with no daemon about.
        private func run(
            _ arguments: [String], in folder: TemporaryFolder
        ) async throws -> (status: Int32, output: String, errors: String) {
            try folder.write("", to: "tamis.toml")
            let options = try TamisProcess.options(folder: folder, settings: [])
            let process = try ChildProcess(BuiltPrograms.path(of: "tamis"), arguments + options)
            let status = try await process.wait()
            return (status, process.output, process.errors)
        }

        @Test
        func `What is learned is shown while the daemon runs`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let learned = try await tamis.run(["learn", "--ham", ham])
            #expect(learned.status == 0, "\(learned.errors)")
            let shown = try await tamis.run(["bayes", "info", "--json"])
            #expect(shown.status == 0, "\(shown.errors)")
            let answer = try #require(
                try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
            #expect((answer["ham"] as? [String: Int])?["trained"] == Corpora.own("ham").count)
            #expect(answer["waiting"] as? Int == Corpora.own("ham").count)
            #expect(answer["problems"] as? [String] == [])
            let text = try await tamis.run(["bayes", "info"])
            #expect(text.output.contains("\nhealth          sound"), "\(text.output)")

            let missing = try await run(["bayes", "info"], in: TemporaryFolder("bayes"))
            #expect(missing.status == 69)
            #expect(missing.errors.contains("/storage/bayes.db: there is no Bayes database"), "\(missing.errors)")
        }

        @Test
        func `A sound database is told from a broken one, beside a daemon too`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            #expect(try await tamis.run(["learn", "--spam", spam]).status == 0)
            let sound = try await tamis.run(["bayes", "verify"])
            #expect(sound.status == 0, "\(sound.output)\(sound.errors)")

            let folder = try TemporaryFolder("bayes")
            try folder.write(String(repeating: "no database ", count: 500), to: "storage/bayes.db")
            let broken = try await run(["bayes", "verify"], in: folder)
            #expect(broken.status == 1)
            #expect(broken.output.hasSuffix("/storage/bayes.db: is not a database\n"), "\(broken.output)")
            #expect(broken.errors.contains("restore a backup"), "\(broken.errors)")
        }

        @Test
        func `A backup is made beside the daemon, and restored when the daemon has ended`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let backup = tamis.folder.path + "/backup.db"
            #expect(try await tamis.run(["learn", "--spam", spam]).status == 0)
            let saved = try await tamis.run(["bayes", "backup", backup])
            #expect(saved.status == 0, "\(saved.errors)")
            #expect(try await tamis.run(["bayes", "backup", backup]).status == 69)
            #expect(try await tamis.run(["learn", "--ham", ham]).status == 0)
            let refused = try await tamis.run(["bayes", "restore", backup])
            #expect(refused.status == 69)
            #expect(
                refused.errors.contains("is in use by process \(tamis.process.pid); stop the daemon"),
                "\(refused.errors)")

            tamis.process.signal(SIGTERM)
            _ = try await tamis.process.wait()
            let restored = try await tamis.run(["bayes", "restore", backup])
            #expect(restored.status == 0, "\(restored.errors)")
            let shown = try await tamis.run(["bayes", "info"])
            #expect(shown.output.contains("\nham             0 trained, 0 noted"), "\(shown.output)")
            #expect(shown.output.contains("\nspam            \(Corpora.own("spam").count) trained"), "\(shown.output)")
        }

        @Test
        func `A reset is asked for twice, and undone by what it leaves`() async throws {
            let folder = try TemporaryFolder("reset")
            #expect(try await run(["learn", "--ham", ham], in: folder).status == 0)
            let learned = try await run(["bayes", "export"], in: folder).output
            #expect(try await run(["bayes", "reset"], in: folder).status == 64)
            #expect(try await run(["bayes", "export"], in: folder).output == learned)
            let reset = try await run(["bayes", "reset", "--yes"], in: folder)
            #expect(reset.status == 0, "\(reset.errors)")
            #expect(try await run(["bayes", "info"], in: folder).output.contains("ham             0 trained"))
            let former = folder.path + "/storage/bayes.db.before-restore"
            #expect(try await run(["bayes", "restore", former], in: folder).status == 0)
            #expect(try await run(["bayes", "export"], in: folder).output == learned)
        }

        @Test
        func `A model goes as text from a daemon to another machine`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let file = tamis.folder.path + "/model.txt"
            #expect(try await tamis.run(["learn", "--spam", spam]).status == 0)
            #expect(try await tamis.run(["bayes", "export", file]).status == 0)
            let shown = try await tamis.run(["bayes", "export"])
            #expect(shown.output == String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self))
            let refused = try await tamis.run(["bayes", "import", "--replace", file])
            #expect(refused.status == 69)
            #expect(refused.errors.contains("is in use by process \(tamis.process.pid)"), "\(refused.errors)")

            let other = try TemporaryFolder("bayes")
            let imported = try await run(["bayes", "import", file], in: other)
            #expect(imported.status == 0, "\(imported.errors)")
            #expect(try await run(["bayes", "export"], in: other).output == shown.output)
            let cut = try other.write(String(shown.output.prefix(shown.output.count / 2)), to: "cut.txt")
            let broken = try await run(["bayes", "import", "--replace", cut], in: other)
            #expect(broken.status == 69)
            #expect(broken.errors.contains(cut + ":"), "\(broken.errors)")
            #expect(try await run(["bayes", "export"], in: other).output == shown.output)
        }
    }
}
