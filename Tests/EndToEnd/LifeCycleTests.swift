import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Start, reload, stop, and what the service manager has a part in; the tests play systemd.
    @Suite(.serialized)
    struct LifeCycleTests {
        /// What a daemon under the service manager has beside it.
        private struct Manager {
            let folder: TemporaryFolder
            let sink: SinkProcess
            let notifications: NotifyListener
            let descriptor: Int32
            let port: Int

            init(notify: String? = nil) async throws {
                folder = try TemporaryFolder("service")
                sink = try await SinkProcess.start()
                notifications = try NotifyListener(notify ?? folder.path + "/notify")
                (descriptor, port) = try LoopbackPort.listening()
                try folder.write("", to: "tamis.toml")
            }

            /// Starts `tamis serve` as systemd does: sockets from descriptor 3 on, and its own pid in `LISTEN_PID`.
            func start(
                names: String = "tamis", watchdog: Duration? = nil, settings: [String] = []
            ) throws -> ChildProcess {
                var environment = ["NOTIFY_SOCKET": notifications.name, "LISTEN_FDS": "1", "LISTEN_FDNAMES": names]
                if let watchdog { environment["WATCHDOG_USEC"] = "\(Int64(watchdog / .microseconds(1)))" }
                let own = ["smtp.listen=127.0.0.1:1", "smtp.forward=127.0.0.1:\(sink.port)"]
                return try ChildProcess(
                    URL(filePath: "/bin/sh"),
                    [
                        "-c", "export LISTEN_PID=$$; exec \"$0\" \"$@\"", try BuiltPrograms.path(of: "tamis").path,
                        "serve",
                    ] + TamisProcess.options(folder: folder, settings: own + settings),
                    environment: environment, descriptors: [descriptor])
            }

            func waitUntilReady(_ process: ChildProcess, times: Int = 1) async throws {
                try await eventually("READY=1", within: .seconds(120), state: { process.errors }) {
                    if let status = process.exitStatus {
                        throw DidNotHappen(description: "tamis serve ended with \(status):\n\(process.errors)")
                    }
                    return notifications.values("READY").count >= times
                }
            }
        }

        private func send(port: Int) throws -> [String] {
            try SMTPDialogue(port: port).send(content: SpecimenMail.ham, to: ["user@example.test"])
        }

        @Test
        func `Under systemd it uses the socket it is given and says that it is ready, how it does, and that it stops`()
            async throws
        {
            let manager = try await Manager()
            defer { close(manager.descriptor) }
            let process = try manager.start()
            try await manager.waitUntilReady(process)
            let address = "127.0.0.1:\(manager.port) (handed over by the service manager)"
            #expect(process.errors.contains("listening on \(address)"), "\(process.errors)")
            let first = try #require(manager.notifications.datagrams.first)
            #expect(
                first.hasPrefix("READY=1\nSTATUS=relaying; 0 connections, 0 messages in work, 0 passed, 0 blocked; "))

            let replies = try send(port: manager.port)
            #expect(replies.first?.hasPrefix("250 2.0.0") == true, "\(replies)")
            let virus = try SMTPDialogue(port: manager.port).send(
                content: SpecimenMail.eicar, to: ["user@example.test"])
            #expect(virus.first?.hasPrefix("250 2.7.0") == true, "\(virus)")
            try await eventually("the status is renewed", state: { "\(manager.notifications.datagrams)" }) {
                manager.notifications.values("STATUS").contains {
                    $0.contains("1 passed, 1 blocked; antivirus: ") && $0.contains("signature")
                }
            }
            #expect(manager.notifications.values("WATCHDOG") == [])

            // No program it starts takes the variables for its own, nor has the socket.
            for child in ProcessTree.descendants(of: process.pid) {
                let environment = try Data(contentsOf: URL(filePath: "/proc/\(child)/environ"))
                let text = String(decoding: environment, as: UTF8.self)
                for variable in ["LISTEN_", "NOTIFY_SOCKET", "WATCHDOG_"] {
                    #expect(!text.split(separator: "\0").contains { $0.hasPrefix(variable) }, "\(variable)")
                }
            }

            #expect(try await process.stop() == 0, "\(process.errors)")
            let stopping = try #require(manager.notifications.datagrams.last { $0.hasPrefix("STOPPING=1") })
            #expect(stopping.contains("EXTEND_TIMEOUT_USEC=330000000"))
        }

        @Test
        func `Law 13: a connection that is made while the daemon restarts waits and is served`() async throws {
            let manager = try await Manager()
            defer { close(manager.descriptor) }
            let first = try manager.start()
            try await manager.waitUntilReady(first)
            #expect(try send(port: manager.port).first?.hasPrefix("250 2.0.0") == true)
            #expect(try await first.stop() == 0, "\(first.errors)")

            // Nobody serves now, and nobody is refused.
            let waiting = try (0..<5).map { _ in try SMTPDialogue(port: manager.port) }
            let second = try manager.start()
            for client in waiting {
                let replies = try client.send(content: SpecimenMail.ham, to: ["user@example.test"])
                #expect(replies.first?.hasPrefix("250 2.0.0") == true, "\(replies)\n\(second.errors)")
            }
            try await manager.waitUntilReady(second, times: 2)
            #expect(manager.sink.count == 6)
            try await second.stop()
        }

        @Test
        func `The watchdog is fed over an abstract socket while the daemon runs, and not while it is stopped`()
            async throws
        {
            let manager = try await Manager(notify: "@tamis-test-\(UUID().uuidString)")
            defer { close(manager.descriptor) }
            let process = try manager.start(watchdog: .milliseconds(400))
            try await manager.waitUntilReady(process)
            let signs = { manager.notifications.values("WATCHDOG").count }
            try await eventually("signs of life", state: { process.errors }) { signs() >= 5 }
            process.signal(SIGSTOP)
            try await eventually("it is stopped") { try Self.state(of: process.pid) == "T" }
            let count = signs()
            try await Task.sleep(for: .seconds(2))
            #expect(signs() == count)
            process.signal(SIGCONT)
            try await eventually("signs of life again", state: { process.errors }) { signs() >= count + 3 }
            #expect(try await process.stop() == 0)
        }

        private static func state(of process: pid_t) throws -> String {
            let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            return text.split(separator: ")").last?.split(separator: " ").first.map(String.init) ?? ""
        }

        @Test
        func `SIGHUP is told as a reload, and the new access list is in force after it`() async throws {
            let manager = try await Manager()
            defer { close(manager.descriptor) }
            let process = try manager.start()
            try await manager.waitUntilReady(process)
            let old = try SMTPDialogue(port: manager.port)
            #expect(try old.reply().hasPrefix("220 "))
            try manager.folder.write("[smtp]\ninet_acl = [\"192.0.2.0/24\"]\n", to: "tamis.toml")
            process.signal(SIGHUP)
            try await manager.waitUntilReady(process, times: 2)
            let words = manager.notifications.assignments.filter { $0.hasPrefix("RE") }
            #expect(words == ["READY=1", "RELOADING=1", "READY=1"])
            let denied = try SMTPDialogue(port: manager.port).reply()
            #expect(denied.contains("Access denied for [127.0.0.1], see smtp.inet_acl"), "\(denied)")
            #expect(denied.hasPrefix("421 4.7.1 "))
            // Who was let in may go on.
            #expect(try old.say("EHLO client.example.com").hasPrefix("250"))

            try manager.folder.write("[smtp]\ninet_acl = [\"nonsense\"]\n", to: "tamis.toml")
            process.signal(SIGHUP)
            try await manager.waitUntilReady(process, times: 3)
            // The log is written beside.
            try await eventually("the log says so", state: { process.errors }) {
                process.errors.contains("the old configuration stays in force")
            }
            #expect(try await process.stop() == 0)
        }

        @Test
        func `A socket under another name is refused with the names it may have`() async throws {
            let manager = try await Manager()
            defer { close(manager.descriptor) }
            let process = try manager.start(names: "http")
            #expect(try await process.wait() != 0)
            #expect(process.errors.contains("FileDescriptorName= must be tamis or tamis-before-queue"))
        }

        @Test
        func `A second daemon on the same port says who has it`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let holder = "tamis (pid \(tamis.process.pid))"
            let folder = try TemporaryFolder("second")
            try folder.write("", to: "tamis.toml")
            let second = try ChildProcess(
                BuiltPrograms.path(of: "tamis"),
                ["serve"] + TamisProcess.options(folder: folder, settings: ["smtp.listen=127.0.0.1:\(tamis.port)"]))
            #expect(try await second.wait() == 71)
            #expect(
                second.errors.contains(
                    "cannot listen on 127.0.0.1:\(tamis.port): Address already in use by \(holder); "),
                "\(second.errors)")
            let third = try ChildProcess(
                BuiltPrograms.path(of: "tamis"),
                ["serve"]
                    + TamisProcess.options(
                        folder: folder,
                        settings: ["smtp.listen=127.0.0.1:0", "control.socket=\(tamis.folder.path)/control.sock"]))
            #expect(try await third.wait() == 71)
            #expect(third.errors.contains("control.sock: \(holder) listens there already"), "\(third.errors)")
            try await tamis.process.stop()
        }

        @Test
        func `With descriptors used up nothing is refused for good, nothing spins, and all goes on when some are back`()
            async throws
        {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            #expect(try send(port: tamis.port).first?.hasPrefix("250 2.0.0") == true)
            let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(tamis.process.pid)/fd").count
            let early = try SMTPDialogue(port: tamis.port)
            try early.reply()
            let limit = try ChildProcess(
                URL(filePath: "/usr/bin/prlimit"), ["--pid", "\(tamis.process.pid)", "--nofile=\(open + 8)"])
            #expect(try await limit.wait() == 0, "\(limit.errors)")

            // The kernel takes all of them; the daemon as many as it can.
            let crowd = try (0..<80).map { _ in try SMTPDialogue(port: tamis.port) }
            try await eventually("it notices", state: { tamis.log }) {
                tamis.log.contains("connections wait to be accepted: ")
            }
            // Without a memory file no content is taken, with none of the others' answers lost.
            try early.say("EHLO client.example.com")
            var replies: [String] = []
            try await eventually("a content is refused for now", state: { "\(replies)\n\(tamis.log)" }) {
                if replies.last?.hasPrefix("452") == true { try early.say("RSET") }
                replies = try early.sendNext(content: SpecimenMail.ham, to: ["user@example.test"])
                return replies == ["452 4.3.1 Insufficient system storage, try again later"]
            }

            let before = try Self.processorTime(of: tamis.process.pid)
            try await Task.sleep(for: .seconds(3))
            let used = try Self.processorTime(of: tamis.process.pid) - before
            #expect(used < 1, "\(used) s of processor time in 3 s of waiting")
            #expect(tamis.process.exitStatus == nil)

            early.hangUp()
            for client in crowd.prefix(60) { client.hangUp() }
            for client in crowd.suffix(10) {
                #expect(try client.reply().hasPrefix("220 "))
                client.hangUp()
            }
            try await eventually("mail goes through again", state: { tamis.log }) {
                try send(port: tamis.port).first?.hasPrefix("250 2.0.0") == true
            }
            #expect(try await tamis.process.stop() == 0)
        }

        /// The processor time of a process so far, in seconds.
        private static func processorTime(of process: pid_t) throws -> Double {
            let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
            guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
                throw DidNotHappen(description: "no times in \(text)")
            }
            return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        }
    }
}
