import Foundation
import TestSupport
import Testing

extension EndToEnd {
    struct SystemdUnitTests {
        static let tool = URL(filePath: "/usr/bin/systemd-analyze")
        static let isAvailable =
            FileManager.default.isExecutableFile(atPath: tool.path)
            || ProcessInfo.processInfo.environment["CI"] != nil

        @Test(.enabled(if: isAvailable, "needs systemd-analyze"))
        func `systemd-analyze verify has nothing to say about the units`() async throws {
            // The unit names the installed program; the one that was just built stands in for it.
            let unit = try String(contentsOf: Corpora.root.appending(path: "systemd/tamis.service"), encoding: .utf8)
            let program = try BuiltPrograms.path(of: "tamis").path
            let folder = try TemporaryFolder("unit")
            let file = try folder.write(
                unit.replacing("/usr/local/bin/tamis", with: program), to: "tamis.service")
            let socket = try folder.write(
                String(contentsOf: Corpora.root.appending(path: "systemd/tamis.socket"), encoding: .utf8),
                to: "tamis.socket")
            let verify = try ChildProcess(Self.tool, ["verify", file, socket])
            #expect(try await verify.wait() == 0)
            #expect(verify.errors == "")
            #expect(verify.output == "")
        }

        @Test(.enabled(if: isAvailable, "needs systemd-analyze"))
        func `It has nothing to say about those that learn from mailboxes`() async throws {
            let folder = try TemporaryFolder("unit")
            let files = try ["tamis-learn.service", "tamis-learn.timer"].map { name in
                let unit = try String(contentsOf: Corpora.root.appending(path: "systemd/\(name)"), encoding: .utf8)
                return try folder.write(
                    unit.replacing("ExecStart=/usr/local/bin/tamis-learn", with: "ExecStart=/bin/true"), to: name)
            }
            let verify = try ChildProcess(Self.tool, ["verify"] + files)
            #expect(try await verify.wait() == 0)
            #expect(verify.errors == "")
            #expect(verify.output == "")
        }

        @Test(.enabled(if: isAvailable, "needs systemd-analyze"))
        func `A unit with a misspelt key does not pass that check`() async throws {
            let unit = try String(contentsOf: Corpora.root.appending(path: "systemd/tamis.service"), encoding: .utf8)
            let folder = try TemporaryFolder("unit")
            let file = try folder.write(unit.replacing("PrivateTmp=", with: "PrivateTemp="), to: "tamis.service")
            let verify = try ChildProcess(Self.tool, ["verify", file])
            _ = try await verify.wait()
            #expect(verify.errors.contains("PrivateTemp"))
        }

        @Test(arguments: [
            "KillMode=mixed", "TimeoutStopSec=330", "LimitNOFILE=65536", "User=tamis", "StateDirectory=tamis",
            "RuntimeDirectory=tamis", "Type=notify", "NotifyAccess=main", "WatchdogSec=30",
            "SystemCallFilter=@system-service",
            "SystemCallFilter=landlock_create_ruleset landlock_add_rule landlock_restrict_self seccomp",
        ])
        func `The unit keeps what the daemon and its cage rely on`(line: String) throws {
            let unit = try String(contentsOf: Corpora.root.appending(path: "systemd/tamis.service"), encoding: .utf8)
            #expect(unit.split(separator: "\n").contains { $0 == line })
        }
    }
}
