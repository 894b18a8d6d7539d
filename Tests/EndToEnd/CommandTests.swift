import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// The commands, with a daemon that owns the databases and without one.
    struct CommandTests {
        private let ham = Corpora.root.path + "/corpora/ham"
        private let spam = Corpora.root.path + "/corpora/spam"
        private let enough = ["bayes.minimum_ham=20", "bayes.minimum_spam=20"]

        /// What `--json` prints, a value a line.
        private func json(_ text: String) throws -> [[String: Any]] {
            try text.split(separator: "\n").map { line in
                try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
        }

        private func options(_ folder: TemporaryFolder) throws -> [String] {
            try folder.write("", to: "tamis.toml")
            return try TamisProcess.options(folder: folder, settings: enough)
        }

        /// A command with no daemon about.
        private func run(
            _ arguments: [String], in folder: TemporaryFolder
        ) async throws -> (status: Int32, output: String, errors: String) {
            let process = try ChildProcess(BuiltPrograms.path(of: "tamis"), arguments + options(folder))
            let status = try await process.wait()
            return (status, process.output, process.errors)
        }

        @Test
        func `What is learned through the daemon is in force at once, and its spam is tagged by Bayes`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port, settings: enough)
            let first = try await tamis.run(["learn", "--ham", ham, "--json"])
            #expect(first.status == 0, "\(first.errors)")
            let second = try await tamis.run(["learn", "--spam", spam, "--json"])
            #expect(second.status == 0, "\(second.errors)")
            let after = try #require(try json(second.output).first?["after"] as? [String: Any])
            #expect(try #require(after["spam"] as? Int) >= 20)
            #expect(try #require(after["ham"] as? Int) >= 20)

            let mail = try Data(contentsOf: Corpora.root.appending(path: "corpora/demo/spam.eml"))
            let replies = try SMTPDialogue(port: tamis.port).send(content: [UInt8](mail), to: ["user@example.test"])
            #expect(replies.first?.hasPrefix("250 2.0.0") == true, "\(replies)")
            let header = HeaderBlock(try #require(try sink.messages().last).content)
            #expect(header.values("X-Spam-Flag") == ["YES"])
            #expect(header.values("X-Spam-Status").first?.contains("tests=[BAYES_9") == true)

            let scored = try await tamis.run(["score", "--json", Corpora.root.path + "/corpora/demo"])
            #expect(scored.status == 0, "\(scored.errors)")
            let answers = try json(scored.output)
            let flags = Dictionary(
                uniqueKeysWithValues: answers.map { answer in
                    (URL(filePath: answer["file"] as? String ?? "").lastPathComponent, answer["isSpam"] as? Bool)
                })
            #expect(flags["ham.eml"] == false)
            #expect(flags["spam.eml"] == true)
            let virus = answers.first { ($0["file"] as? String)?.hasSuffix("virus.eml") == true }
            #expect(virus?["category"] as? String == "infected")
            for answer in answers {
                let tests = try #require(answer["tests"] as? [[String: Any]])
                let sum = tests.reduce(0) { $0 + ($1["points"] as? Double ?? 0) }
                #expect(abs(sum - (answer["score"] as? Double ?? .nan)) < 1e-9, "the tests make up the score")
            }
        }

        @Test
        func `Without a daemon the commands work on the database alone, and a message counts once`() async throws {
            let folder = try TemporaryFolder("alone")
            let untrained = try await run(["score", ham], in: folder)
            #expect(untrained.status == 0, "\(untrained.errors)")
            #expect(untrained.output.contains("BAYES_UNAVAILABLE"), "\(untrained.output)")

            let learned = try await run(["learn", "--ham", ham], in: folder)
            #expect(learned.status == 0, "\(learned.errors)")
            #expect(learned.output.contains("ham 0 -> "), "\(learned.output)")
            let again = try #require(
                try json(try await run(["learn", "--ham", ham, "--json"], in: folder).output).first)
            #expect(again["learned"] as? Int == 0)
            #expect((again["before"] as? NSDictionary) == (again["after"] as? NSDictionary))
            let turned = try await run(["learn", "--spam", ham, "--json"], in: folder)
            let result = try #require(try json(turned.output).first)
            #expect(try #require(result["relearned"] as? Int) > 20)
            let after = try #require(result["after"] as? [String: Any])
            #expect(after["ham"] as? Int == 0)
        }

        @Test
        func `Standard input, an mbox and LF or CRLF line ends are read as the same message`() async throws {
            let folder = try TemporaryFolder("forms")
            let mail = "From: a@example.com\nSubject: one\n\nbody\n\n"
            let plain = try folder.write(mail, to: "mail.eml")
            let dos = try folder.write(mail.replacing("\n", with: "\r\n"), to: "dos.eml")
            let mbox = try folder.write("From a@example.com Mon Nov 14 10:20:30 2023\n" + mail, to: "mbox")
            let first = try await run(["learn", "--ham", "--json", plain], in: folder)
            #expect(try json(first.output).first?["learned"] as? Int == 1)
            for other in [dos, mbox] {
                let again = try await run(["learn", "--ham", "--json", other], in: folder)
                #expect(try json(again.output).first?["alreadyLearned"] as? Int == 1, "\(other): \(again.output)")
            }
        }

        @Test
        func `What deliveries and mailboxes add makes no other message, and a forgotten one is as if never learned`()
            async throws
        {
            let folder = try TemporaryFolder("forget")
            let mail = "From: a@example.com\nSubject: one\nMessage-ID: <1@example.com>\n\nbody\n"
            let asRelayed = try folder.write("Received: from a by mx.example.org; date\n" + mail, to: "relayed.eml")
            let asStored = try folder.write(
                "Return-Path: <a@example.com>\nDelivered-To: b@example.org\nReceived: from mx by mda; date\n"
                    + "X-Spam-Flag: YES\nReceived: from a by mx.example.org; date\nX-UID: 7\n" + mail + "\n",
                to: "stored.eml")
            let other = try folder.write(mail.replacing("body", with: "another"), to: "other.eml")
            func learn(_ option: String, _ file: String) async throws -> [String: Any] {
                let process = try await run(["learn", option, "--json", file], in: folder)
                return try #require(try json(process.output).first)
            }
            let first = try await learn("--spam", asRelayed)
            #expect(first["learned"] as? Int == 1)
            #expect(try await learn("--spam", asStored)["alreadyLearned"] as? Int == 1)
            #expect(try await learn("--forget", other)["notLearned"] as? Int == 1)
            let forgotten = try await learn("--forget", asStored)
            #expect(forgotten["forgotten"] as? Int == 1)
            #expect((forgotten["after"] as? NSDictionary) == (first["before"] as? NSDictionary))
            let again = try await run(["learn", "--forget", asRelayed], in: folder)
            #expect(again.status == 0)
            #expect(again.output.hasPrefix("1 message: never learned 1\n"), "\(again.output)")
        }

        @Test
        func `What cannot be done is told on standard error, with a status of its own`() async throws {
            let folder = try TemporaryFolder("wrong")
            let missing = try await run(["score", folder.path + "/nothing"], in: folder)
            #expect(missing.status == 1)
            #expect(missing.errors.contains(folder.path + "/nothing: no such file or folder"), "\(missing.errors)")
            let undecided = try await run(["learn", ham], in: folder)
            #expect(undecided.status == 64)
            #expect(undecided.errors.contains("--spam, --ham and --forget"), "\(undecided.errors)")
            // In a folder of its own: SQLite would mend it from the journal of the one before.
            let other = try TemporaryFolder("corrupt")
            try other.write("no database, a text of some length; no database at all", to: "storage/bayes.db")
            let corrupt = try await run(["learn", "--ham", ham], in: other)
            #expect(corrupt.status == 69)
            #expect(corrupt.errors.contains(other.path + "/storage/bayes.db"), "\(corrupt.errors)")
        }

        @Test(arguments: ["plain", "broken"])
        func `Every message of our own is scored, and each broken one too`(kind: String) async throws {
            let folder = try TemporaryFolder(kind)
            let paths = kind == "plain" ? [ham, spam] : [Corpora.root.path + "/corpora/broken"]
            let scored = try await run(["score", "--json"] + paths, in: folder)
            #expect(scored.status == 0, "\(scored.errors)")
            let files = Corpora.own("ham") + Corpora.own("spam")
            let expected = kind == "plain" ? files.count : Corpora.own("broken").count
            #expect(try json(scored.output).count == expected)
            #expect(expected >= 12)
        }

        @Test
        func `How a message is read is shown part by part, without a daemon, and beside one`() async throws {
            let folder = try TemporaryFolder("inspect")
            try folder.write(
                """
                From: Shop <shop@example.com>
                Subject: =?utf-8?q?Rechnung_f=C3=BCr_Sie?=
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/html; charset=utf-8

                <p>Pay\u{85} at <a href="http://pay.example/now">your bank</a></p>
                --b
                Content-Type: application/pdf; name="bill.pdf"
                Content-Transfer-Encoding: base64

                TVqQAAMAAAAEAAAA
                --b--
                """, to: "mail.eml")
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let path = folder.path + "/mail.eml"

            let text = try await run(["inspect", path], in: folder)
            #expect(text.status == 0, "\(text.errors)")
            for line in [
                "  Subject: Rechnung für Sie", "    1 multipart/mixed, 7bit, ",
                "      1.1 text/html; charset utf-8, 7bit, ",
                "      1.2 application/pdf, base64, 12 bytes: bill.pdf, looks like application/x-dosexec",
                "        sha256 d930a77b4e5a6df96f8be687f754be90fa6da7939406d214814a80393847ce1b",
                "  text of 1.1:", "    | Pay? at your bank", "    http://pay.example/now", "    subject:rechnung",
            ] {
                #expect(text.output.contains("\n" + line), "\(line)\n\(text.output)")
            }

            let beside = try await tamis.run(["inspect", "--json", path, folder.path + "/none.eml"])
            #expect(beside.status == 1)
            #expect(beside.errors.contains("none.eml"), "\(beside.errors)")
            let answer = try #require(try json(beside.output).first)
            let parts = try #require(answer["parts"] as? [[String: Any]])
            #expect(parts.map { $0["number"] as? String } == ["1", "1.1", "1.2"])
            #expect((parts[1]["text"] as? String)?.contains("at your bank") == true)
            let attachment = try #require(parts[2]["attachment"] as? [String: Any])
            #expect(attachment["names"] as? [String] == ["bill.pdf"])
            let digest = attachment["sha256"] as? String
            #expect(digest == "d930a77b4e5a6df96f8be687f754be90fa6da7939406d214814a80393847ce1b")
            let urls = try #require(answer["urls"] as? [[String: Any]])
            #expect(urls.map { $0["url"] as? String } == ["http://pay.example/now"])
            #expect(answer["hidingDefects"] as? [String] == [])
            #expect(sink.count == 0)
        }

        @Test
        func `Every message of our own is inspected, and broken ones tell what is broken`() async throws {
            let folder = try TemporaryFolder("inspected")
            let kinds = ["ham", "spam", "broken"]
            let paths = kinds.map { Corpora.root.path + "/corpora/" + $0 }
            let inspected = try await run(["inspect", "--json"] + paths, in: folder)
            #expect(inspected.status == 0, "\(inspected.errors)")
            let answers = try json(inspected.output)
            #expect(answers.count == kinds.map { Corpora.own($0).count }.reduce(0, +))
            #expect(answers.allSatisfy { ($0["parts"] as? [Any])?.isEmpty == false })
            #expect(answers.contains { ($0["hidingDefects"] as? [String])?.isEmpty == false })
        }
    }
}
