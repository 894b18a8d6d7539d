import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// The recipes of docs/learning-from-users.md, as they are shipped: paths and users are all that is changed.
    struct LearningFromUsersTests {
        private static let canRunDovecot: Comment = "needs root, dovecot-imapd and dovecot-sieve"

        private func message(_ number: Int) -> [UInt8] {
            Array("From: a@example.com\r\nSubject: message \(number)\r\n\r\nSome words of it.\r\n".utf8)
        }

        private func learned(_ tamis: TamisProcess) async throws -> [String: Int] {
            let shown = try await tamis.run(["bayes", "info", "--json"])
            #expect(shown.status == 0, "\(shown.errors)")
            let answer = try #require(
                try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
            var counts: [String: Int] = [:]
            for kind in ["spam", "ham"] {
                let messages = try #require(answer[kind] as? [String: Int])
                counts[kind] = messages.values.reduce(0, +)
            }
            return counts
        }

        @Test(.enabled(if: DovecotInstance.isAvailable, canRunDovecot))
        func `Moving into Junk teaches spam, out of it ham, and into Trash nothing`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let script = try LearnScript(for: tamis)
            let dovecot = try await DovecotInstance.start(script: script.path)
            let user = try dovecot.session()
            try user.append(message(1), to: "INBOX")
            #expect(try await learned(tamis) == ["spam": 0, "ham": 0])
            try user.move(from: "INBOX", to: "Junk")
            #expect(try await learned(tamis) == ["spam": 1, "ham": 0], "\(dovecot.log)")
            try user.move(from: "Junk", to: "INBOX")
            #expect(try await learned(tamis) == ["spam": 0, "ham": 1])
            try user.move(from: "INBOX", to: "Junk")
            try user.move(from: "Junk", to: "Trash")
            #expect(try await learned(tamis) == ["spam": 1, "ham": 0])
            #expect(try user.count(in: "Trash") == 1)
            #expect(try script.waiting() == [])
            #expect(dovecot.errors == [])
            try await dovecot.stop()
        }

        @Test(.enabled(if: DovecotInstance.isAvailable, canRunDovecot))
        func `Many are moved at once, in several sessions, and one is large`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let script = try LearnScript(for: tamis)
            let dovecot = try await DovecotInstance.start(script: script.path)
            let line = Array("Some words of a line, and then some more of them.\r\n".utf8)
            let large = message(0) + (0..<200_000).flatMap { _ in line }
            let messages = [large] + (1..<40).map(message)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for session in 0..<4 {
                    let user = try dovecot.session()
                    try user.say("CREATE box\(session)")
                    for number in 0..<10 { try user.append(messages[session * 10 + number], to: "box\(session)") }
                    nonisolated(unsafe) let own = user
                    group.addTask { try own.move(from: "box\(session)", to: "Junk") }
                }
                try await group.waitForAll()
            }
            #expect(try dovecot.session().count(in: "Junk") == messages.count)
            #expect(dovecot.errors == [])
            #expect(try script.waiting() == [])
            #expect(try await learned(tamis) == ["spam": messages.count, "ham": 0])
            try await dovecot.stop()
        }

        @Test(.enabled(if: DovecotInstance.isAvailable, canRunDovecot))
        func `What cannot be learned is moved all the same, told, and learned when Tamis is back`() async throws {
            let sink = try await SinkProcess.start()
            var tamis = try await TamisProcess.start(nextHop: sink.port)
            let script = try LearnScript(for: tamis)
            let dovecot = try await DovecotInstance.start(script: script.path)
            let user = try dovecot.session()
            for number in 1...3 { try user.append(message(number), to: "INBOX") }
            try await tamis.process.stop()
            try script.takeTamisAway()
            try user.move(from: "INBOX", to: "Junk")
            try user.move("1", from: "Junk", to: "INBOX")
            // The first one tells why; the others see that it waits, and do so too.
            #expect(dovecot.errors.count { $0.contains("not learned as spam yet (69)") } == 1, "\(dovecot.errors)")
            #expect(!dovecot.log.contains("sieve: "), "\(dovecot.log)")
            #expect(try user.count(in: "Junk") == 2)
            #expect(try script.waiting() == ["ham", "spam", "spam"])
            let early = try await script.run("--empty")
            #expect(early.status == 75)
            #expect(early.errors.contains("nobody there"), "\(early.errors)")
            #expect(try script.waiting() == ["ham", "spam", "spam"])

            try script.bringTamisBack()
            tamis = try await TamisProcess.start(nextHop: sink.port, folder: tamis.folder)
            let late = try await script.run("--empty")
            #expect(late.status == 0, "\(late.errors)")
            #expect(try script.waiting() == [])
            #expect(try await learned(tamis) == ["spam": 2, "ham": 1])
            try await dovecot.stop()
        }

        @Test(.enabled(if: DovecotInstance.isAvailable, canRunDovecot))
        func `Where a lesson cannot even be kept, the user's move succeeds and Dovecot's log says so`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let script = try LearnScript(for: tamis)
            let dovecot = try await DovecotInstance.start(script: script.path)
            try script.spoilSpool()
            let user = try dovecot.session()
            try user.append(message(1), to: "INBOX")
            try user.move(from: "INBOX", to: "Junk")
            #expect(try user.count(in: "Junk") == 1)
            #expect(dovecot.log.contains("the message was not learned as spam"), "\(dovecot.log)")
            #expect(dovecot.log.contains("failed to pipe message to program `tamis-learn'"), "\(dovecot.log)")
            try await dovecot.stop()
        }

        @Test
        func `Mailboxes are emptied of what was learned, and of nothing else`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let folder = try TemporaryFolder("mailboxes")
            for (name, text) in [
                ("spam/new/1", message(1)), ("spam/cur/2:2,S", message(2)), ("spam/cur/3:2,ST", message(3)),
                ("spam/cur/4:2,D", message(4)), ("spam/tmp/5", message(5)),
                ("spam/cur/6:2,S", [0x1F, 0x8B, 0x08, 0x3A]),
                ("ham/new/7", message(7)), ("ham/cur/8:2,", message(8)), ("ham/.Folder/cur/9:2,", message(9)),
            ] {
                try folder.write("", to: name)
                try Data(text).write(to: folder.url.appending(path: name))
            }
            let script = try LearnScript(
                for: tamis, settings: "mailboxes='spam=\(folder.path)/spam ham=\(folder.path)/ham'")
            try script.takeTamisAway(status: 1)
            let none = try await script.run("--empty")
            #expect(none.status == 1)
            for name in ["spam/new/1", "spam/cur/2:2,S", "ham/new/7", "ham/cur/8:2,"] {
                #expect(none.errors.contains("/\(name): not learned (1), it stays"), "\(none.errors)")
                #expect(FileManager.default.fileExists(atPath: "\(folder.path)/\(name)"))
            }
            try script.bringTamisBack()
            let first = try await script.run("--empty")
            #expect(first.status == 1)
            #expect(first.errors.contains("/spam/cur/6:2,S: not readable"), "\(first.errors)")
            #expect(first.errors.split(separator: "\n").count == 1, "\(first.errors)")
            let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
                .filter { $0.last?.isNumber == true || $0.contains(":2,") }
            #expect(
                Set(left) == [
                    "spam/cur/3:2,ST", "spam/cur/4:2,D", "spam/tmp/5", "spam/cur/6:2,S", "ham/.Folder/cur/9:2,",
                ])
            #expect(try await learned(tamis) == ["spam": 2, "ham": 2])
        }

        @Test
        func `A mailbox that is not there is told before anything is learned`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            for wrong in ["spam=/nowhere/Maildir", "junk=\(tamis.folder.path)", "spam"] {
                let script = try LearnScript(for: tamis, settings: "mailboxes='\(wrong)'")
                let emptied = try await script.run("--empty")
                #expect(emptied.status == 64)
                #expect(emptied.errors.contains("\(wrong): neither"), "\(emptied.errors)")
            }
        }

        @Test(.enabled(if: SSHServer.isAvailable, "needs root and openssh-server"))
        func `Another host has messages learned by ssh, and its key does nothing else`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let filter = try LearnScript(for: tamis)
            let shipped = try String(
                contentsOf: Corpora.root.appending(path: "config/ssh/authorized_keys"), encoding: .utf8)
            let line = String(try #require(shipped.split(separator: "\n").first { !$0.hasPrefix("#") }))
            let server = try await SSHServer.start { key in
                line.replacing("/usr/local/bin/tamis-learn", with: filter.path)
                    .replacing("ssh-ed25519 AAAA...", with: key)
            }
            let store = try LearnScript(
                for: tamis, settings: "filter=\(server.host)\nssh='\(server.client)'")
            let folder = try TemporaryFolder("store")
            let mail = try folder.write(String(decoding: message(1), as: UTF8.self), to: "mail.eml")
            for (lesson, expected) in [
                ("spam", ["spam": 1, "ham": 0]), ("ham", ["spam": 0, "ham": 1]), ("forget", ["spam": 0, "ham": 0]),
            ] {
                let told = try await store.run(lesson, input: mail)
                #expect(told.status == 0, "\(told.errors)")
                #expect(told.output.hasPrefix("1 message: "), "\(told.output)")
                #expect(try await learned(tamis) == expected)
            }
            for wrong in ["", "id", "spam; id", "spam ham", "--empty", "--later spam"] {
                let refused = try await shell("\(server.client) -- \(server.host) '\(wrong)' < \(mail)")
                #expect(refused.status == 64, "\(wrong): \(refused.errors)")
                #expect(refused.errors.contains("one of spam, ham and forget is needed"), "\(refused.errors)")
                #expect(!refused.output.contains("uid="))
            }
            #expect(try await learned(tamis) == ["spam": 0, "ham": 0])

            try await server.stop()
            let kept = try await store.run("spam", input: mail)
            #expect(kept.status == 0)
            #expect(kept.errors.contains("not learned as spam yet (255)"), "\(kept.errors)")
            #expect(try store.waiting() == ["spam"])
        }

        private func shell(_ text: String) async throws -> (status: Int32, output: String, errors: String) {
            let process = try ChildProcess(URL(filePath: "/bin/sh"), ["-c", text])
            let status = try await process.wait()
            return (status, process.output, process.errors)
        }
    }
}
