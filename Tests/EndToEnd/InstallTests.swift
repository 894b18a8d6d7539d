import Foundation
import TestSupport
import Testing

extension EndToEnd {
    struct InstallTests {
        let folder: TemporaryFolder
        let root: String

        init() throws {
            folder = try TemporaryFolder("install")
            root = folder.path + "/root"
        }

        private func install(_ arguments: String...) async throws -> (status: Int32, output: String, errors: String) {
            let script = Corpora.root.appending(path: "scripts/install")
            let process = try ChildProcess(script, ["--root", root] + arguments)
            let status = try await process.wait()
            return (status, process.output, process.errors)
        }

        private func programs() throws -> String {
            try BuiltPrograms.path(of: "tamis").deletingLastPathComponent().path
        }

        private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root + path) }

        @Test
        func `An installation starts from its own folders with its own configuration`() async throws {
            let (status, _, errors) = try await install("--programs", try programs())
            #expect(status == 0, "\(errors)")
            #expect(exists("/var/lib/tamis/quarantine"))
            #expect(exists("/etc/systemd/system/tamis.service"))
            #expect(exists("/etc/systemd/system/tamis.socket"))
            #expect(exists("/usr/local/bin/tamis-worker"))
            #expect(exists("/usr/local/share/tamis/starter-model.txt"))
            let check = try ChildProcess(
                URL(filePath: root + "/usr/local/bin/tamis"),
                ["check-config", "--config", root + "/etc/tamis/tamis.toml"])
            #expect(try await check.wait() == 0, "\(check.errors)")
        }

        @Test
        func `Installing again keeps a configuration that was edited, and puts the new one beside it`() async throws {
            _ = try await install("--programs", try programs())
            #expect(!exists("/etc/tamis/tamis.toml.new"))
            let file = root + "/etc/tamis/tamis.toml"
            try "[policy]\ntag2 = 6.5\n".write(toFile: file, atomically: true, encoding: .utf8)

            let (status, output, _) = try await install("--programs", try programs())
            #expect(status == 0)
            #expect(output.contains("tamis.toml.new"))
            #expect(try String(contentsOfFile: file, encoding: .utf8).contains("tag2 = 6.5"))
            #expect(exists("/etc/tamis/tamis.toml.new"))
        }

        @Test
        func `Another prefix stands in the unit too`() async throws {
            let (status, _, _) = try await install("--programs", try programs(), "--prefix", "/opt/tamis")
            #expect(status == 0)
            #expect(exists("/opt/tamis/bin/tamis"))
            let unit = try String(contentsOfFile: root + "/etc/systemd/system/tamis.service", encoding: .utf8)
            #expect(unit.contains("\nExecStart=/opt/tamis/bin/tamis serve\n"))
        }

        @Test
        func `Uninstalling keeps mail and configuration unless it is told to purge`() async throws {
            _ = try await install("--programs", try programs())
            #expect(try await install("--uninstall").status == 0)
            #expect(!exists("/usr/local/bin/tamis") && !exists("/etc/systemd/system/tamis.service"))
            #expect(!exists("/etc/systemd/system/tamis.socket"))
            #expect(exists("/etc/tamis/tamis.toml") && exists("/var/lib/tamis/quarantine"))

            #expect(try await install("--uninstall", "--purge").status == 0)
            #expect(!exists("/etc/tamis") && !exists("/var/lib/tamis"))
            // Nothing there any more, and no error either.
            #expect(try await install("--uninstall", "--purge").status == 0)
        }

        @Test(arguments: [["--purge"], ["--prefix", "relative"], ["--unknown"], ["--prefix"]])
        func `A wrong command line is told and changes nothing`(arguments: [String]) async throws {
            let script = Corpora.root.appending(path: "scripts/install")
            let process = try ChildProcess(script, arguments + ["--root", root])
            // The last one swallows `--root` as its value, and is left with a folder that is no option.
            #expect(try await process.wait() == 64)
            #expect(process.errors.contains("install: "))
            #expect(!FileManager.default.fileExists(atPath: root))
        }
    }
}
