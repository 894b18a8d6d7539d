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
        func `Tokens are shown by section, a score is explained to the last digit, and a pruned database serves on`()
            async throws
        {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            #expect(try await tamis.run(["learn", "--ham", ham]).status == 0)
            #expect(try await tamis.run(["learn", "--spam", spam]).status == 0)
            func json(_ arguments: [String]) async throws -> [String: Any] {
                let ran = try await tamis.run(arguments + ["--json"])
                #expect(ran.status == 0, "\(ran.errors)")
                return try #require(try JSONSerialization.jsonObject(with: Data(ran.output.utf8)) as? [String: Any])
            }
            let top = try #require(try await json(["bayes", "top", "--limit", "3"])["sections"] as? [[String: Any]])
            #expect(
                top.map { $0["section"] as? String } == [
                    "received", "addresses", "subject", "header", "text", "url", "html", "structure",
                ])
            #expect(top.allSatisfy { (($0["spam"] as? [Any])?.count ?? 0) <= 3 })
            let message = Corpora.root.path + "/corpora/demo/spam.eml"
            let explained = try await json(["bayes", "explain", "--limit", "5", message])
            func sum(_ list: String) throws -> Double {
                try #require(explained[list] as? [[String: Any]]).compactMap { $0["evidence"] as? Double }.reduce(0, +)
            }
            let base = try #require(explained["base"] as? Double)
            let rest = try #require(explained["otherEvidence"] as? Double)
            let logOdds = try #require(explained["logOdds"] as? Double)
            #expect(try base + sum("sections") == logOdds)
            #expect(try base + sum("tokens") + rest == logOdds)
            #expect((explained["tokens"] as? [Any])?.count == 5)
            let text = try await tamis.run(["bayes", "explain", message])
            #expect(text.output.contains("  together\n"), "\(text.output)")

            let before = try #require(try await json(["bayes", "info"])["tokens"] as? Int)
            let pruned = try await tamis.run(["bayes", "prune", "--tokens", "500"])
            #expect(pruned.output.contains(": \(before - 500) tokens forgotten, tokens \(before) -> 500"), "\(pruned)")
            // The daemon follows with what it learns next, and none of it is lost.
            let list = try tamis.folder.write(message + "\n", to: "list")
            let learned = try await tamis.run(["learn", "--spam", "--each", "--files-from", list])
            #expect(
                learned.output.hasPrefix("\(message): learned, spam probability "), "\(learned.output)\(learned.errors)"
            )
            let after = try await json(["bayes", "info"])
            #expect(try #require(after["tokens"] as? Int) < 500 + 600)
            #expect((after["spam"] as? [String: Int])?["trained"] == Corpora.own("spam").count + 1)
            #expect(try await tamis.run(["bayes", "verify"]).status == 0)
        }

        @Test
        func `With the starter model there are points before anything is learned, and its part is explained`()
            async throws
        {
            let sink = try await SinkProcess.start()
            let model = Corpora.root.path + "/config/starter-model.txt"
            let tamis = try await TamisProcess.start(
                nextHop: sink.port, file: "[bayes]\nstarter_model = \"\(model)\"")
            #expect(tamis.log.contains("; a starter model counts for what that leaves"), "\(tamis.log)")
            let message = Corpora.root.path + "/corpora/demo/spam.eml"
            let scored = try await tamis.run(["score", "--json", message])
            let answer = try #require(
                try JSONSerialization.jsonObject(with: Data(scored.output.utf8)) as? [String: Any])
            let bayes = try #require(answer["bayes"] as? [String: Any])
            #expect(try #require(bayes["probability"] as? Double) > 0.5, "\(scored.output)")
            #expect(bayes["unavailable"] == nil)
            let explained = try await tamis.run(["bayes", "explain", message])
            #expect(explained.output.contains("  starter model\n"), "\(explained.output)")
            // Learned mail takes its place.
            #expect(try await tamis.run(["learn", "--ham", ham]).status == 0)
            #expect(try await tamis.run(["learn", "--spam", spam]).status == 0)
            let info = try await tamis.run(["bayes", "info", "--json"])
            #expect(info.output.contains("\"trained\":\(Corpora.own("spam").count)"), "\(info.output)")
        }

        @Test
        func `A starter model that cannot be read is said, and mail passes without it`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(
                nextHop: sink.port, file: "[bayes]\nstarter_model = \"/nonexistent/model.txt\"")
            #expect(
                tamis.log.contains("there is no starter model: open /nonexistent/model.txt: No such file"),
                "\(tamis.log)")
            let replies = try SMTPDialogue(port: tamis.port).send(content: SpecimenMail.ham, to: ["a@example.test"])
            #expect(replies.allSatisfy { $0.hasPrefix("250 2.0.0 ") }, "\(replies)")
        }

        @Test(arguments: [true, false])
        func `Learning that is interrupted loses nothing that was learned, and goes on where it was`(
            withDaemon: Bool
        ) async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            if !withDaemon {
                tamis.process.signal(SIGTERM)
                _ = try await tamis.process.wait()
            }
            let count = 1_500
            let mbox = (0..<count).map { number in
                "From a@example.com Mon\nSubject: letter \(number)\nMessage-ID: <\(number)@example.com>\n\n"
                    + "This is letter number \(number) of many.\n\n"
            }
            let path = try tamis.folder.write(mbox.joined(), to: "letters")
            let options = try TamisProcess.options(folder: tamis.folder, settings: [])
            let command = try ChildProcess(
                BuiltPrograms.path(of: "tamis"), ["learn", "--ham", "--each", path] + options)
            try await eventually("some are learned", state: { command.errors }) {
                command.output.split(separator: "\n").count > 50
            }
            command.signal(SIGINT)
            #expect(try await command.wait() != 0)
            let told = command.output.split(separator: "\n").count { $0.contains(": learned, ") }
            func learned() async throws -> Int {
                let shown = try await tamis.run(["bayes", "info", "--json"])
                let answer = try #require(
                    try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
                let ham = try #require(answer["ham"] as? [String: Int])
                return (ham["trained"] ?? 0) + (ham["noted"] ?? 0)
            }
            let kept = try await learned()
            #expect(kept >= told && kept < count, "\(told) told, \(kept) kept")
            let again = try await tamis.run(["learn", "--ham", path])
            #expect(again.status == 0, "\(again.errors)")
            #expect(try await learned() == count)
        }

        @Test
        func `Names of files move no cursor`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let letter = try tamis.folder.write("Subject: letter\n\nDear all\n", to: "\u{1B}[2Jletter")
            for command in [
                ["learn", "--ham", "--each"], ["score"], ["inspect"], ["bayes", "explain"],
            ] {
                let ran = try await tamis.run(command + [letter, "/nonexistent/\u{1B}[2J"])
                #expect(ran.status == 1, "\(ran.errors)")
                #expect(ran.output.contains("/?[2Jletter:"), "\(command): \(ran.output)")
                #expect(ran.errors.contains("/nonexistent/?[2J: no such file"), "\(command): \(ran.errors)")
                #expect(!(ran.output + ran.errors).contains("\u{1B}"))
            }
        }

        @Test
        func `Of a message beyond the limit the head is learned, and that is said`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port, file: "[smtp]\nsize_limit = \"64KiB\"")
            let text = "Subject: long\n\n" + String(repeating: "words of a long letter\n", count: 10_000)
            let path = try tamis.folder.write(text, to: "long.eml")
            let learned = try await tamis.run(["learn", "--ham", path])
            #expect(learned.output.contains("1 message: learned 1, by their head only 1"), "\(learned.output)")
            #expect(learned.errors.contains("only its first 65536 bytes count"), "\(learned.errors)")
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
