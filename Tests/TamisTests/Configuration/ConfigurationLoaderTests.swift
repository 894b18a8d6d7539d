import Filter
import Foundation
import MailObject
import Policy
import Testing
import Transport

@testable import tamis

@Suite("A configuration comes from a file, --set and the machine")
final class ConfigurationLoaderTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tamis-configuration-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private func file(_ text: String) throws -> String {
        let file = folder.appending(path: "\(UUID().uuidString).toml")
        try Data(text.utf8).write(to: file)
        return file.path
    }

    private func message(file: String?, defaultFile: String = "/nonexistent/x") -> String? {
        do {
            _ = try ConfigurationLoader.load(file: file, sets: [], defaultFile: defaultFile)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("Without a file and without the default file the defaults are in force")
    func builtIn() throws {
        let loaded = try ConfigurationLoader.load(file: nil, sets: [], defaultFile: folder.appending(path: "x").path)
        #expect(loaded.written == .defaults)
        #expect(loaded.file == nil)
        #expect(loaded.origins.isEmpty)
    }

    @Test("The default file is read where it is, the named file instead of it")
    func files() throws {
        let one = try file("[policy]\ntag2 = 6\n")
        let other = try file("[policy]\ntag2 = 7.5\n")
        let byDefault = try ConfigurationLoader.load(file: nil, sets: [], defaultFile: one)
        #expect(byDefault.configuration.policy.tag2 == 6)
        #expect(byDefault.file == one)
        let named = try ConfigurationLoader.load(file: other, sets: [], defaultFile: one)
        #expect(named.configuration.policy.tag2 == 7.5)
        #expect(named.origins == ["policy.tag2": .file(other, line: 2)])
    }

    @Test("A file that cannot be read is an error that says why")
    func unreadable() throws {
        let missing = folder.appending(path: "missing.toml").path
        #expect(message(file: missing) == "\(missing): there is no such file")
        #expect(message(file: folder.path) == "\(folder.path): is a folder, not a file")
        #expect(message(file: nil, defaultFile: folder.path) == "\(folder.path): is a folder, not a file")
        #expect(message(file: "") == ": the name of the file is empty")
        let below = try file("") + "/x.toml"
        #expect(message(file: below) == "\(below): cannot be read: Not a directory")
        let long = try file(String(repeating: "#", count: ConfigurationFile.maximumBytes + 1))
        #expect(message(file: long) == "\(long): is longer than 1048576 bytes")
        let full = try file(String(repeating: "#", count: ConfigurationFile.maximumBytes))
        #expect(message(file: full) == nil)
        #expect(message(file: "/dev/null") == nil)
    }

    @Test("Errors of --set are told beside those of a file that cannot be read")
    func bothErrors() {
        #expect(throws: ConfigurationErrors.self) {
            try ConfigurationLoader.load(file: "/nonexistent/x.toml", sets: ["x"])
        }
        do {
            _ = try ConfigurationLoader.load(file: "/nonexistent/x.toml", sets: ["x"])
        } catch {
            #expect(error.description == "/nonexistent/x.toml: there is no such file\n--set x: expected key=value")
        }
    }

    @Test("--set goes over the file, the later over the earlier")
    func order() throws {
        let loaded = try ConfigurationLoader.load(
            file: try file("[policy]\ntag2 = 6\ntag = 1\n"), sets: ["policy.tag2=7", "policy.tag2 = 8"])
        #expect(loaded.configuration.policy.tag2 == 8)
        #expect(loaded.configuration.policy.tag == 1)
        #expect(loaded.origins["policy.tag2"] == .commandLine)
    }

    @Test(
        "--set takes a value as TOML, or a text as it stands",
        arguments: [
            ("storage.folder=/a b/c", \.storage.folder, "/a b/c"),
            (#"storage.folder="/x\u0041""#, \.storage.folder, "/xA"),
            ("storage.folder='/q'", \.storage.folder, "/q"), ("header.product=5", \.header.product, "5"),
            ("header.product=true", \.header.product, "true"), ("policy.subject_tag=a=b", \.policy.subjectTag, "a=b"),
            ("policy.subject_tag=", \.policy.subjectTag, ""),
            (#"policy.subject_tag=" x ""#, \.policy.subjectTag, " x "),
        ] as [(String, any KeyPath<Configuration, String> & Sendable, String)])
    func setText(_ set: String, _ path: any KeyPath<Configuration, String> & Sendable, _ value: String) throws {
        #expect(try ConfigurationLoader.load(text: [], name: "f", sets: [set]).written[keyPath: path] == value)
    }

    @Test("What is left to the machine is filled in, and only that")
    func machine() throws {
        let machine = Machine(hostname: "mx.example.org", cores: 8, memory: 2 << 30)
        let loaded = try ConfigurationLoader.load(text: [], name: "f", machine: machine)
        var expected = Configuration.defaults
        expected.hostname = "mx.example.org"
        expected.header.domain = "mx.example.org"
        expected.smtp.maximumContentBytesInFlight = 512 << 20
        expected.worker.children = 16
        expected.worker.maximum = 64
        #expect(loaded.configuration == expected)
        #expect(loaded.written == .defaults)
    }

    @Test("The defaults hold on the smallest and on the largest machine", arguments: [0, 64 << 20, 800 << 20, 1 << 50])
    func anyMachine(_ memory: Int) throws {
        let machine = Machine(hostname: "h", cores: 1, memory: memory)
        let configuration = try ConfigurationLoader.load(text: [], name: "f", machine: machine).configuration
        #expect((200 << 20...1 << 30).contains(configuration.smtp.maximumContentBytesInFlight))
        #expect(configuration.worker.children == 4)
    }

    @Test("This machine has a name, a processor and memory")
    func thisMachine() {
        #expect(Hostname.isValid(Machine.current.hostname))
        #expect(Machine.current.cores >= 1)
        #expect(Machine.current.memory > 1 << 20)
    }

    @Test("What is in force is shown with where it comes from, and can be read again")
    func description() throws {
        let machine = Machine(hostname: "h", cores: 2, memory: 8 << 30)
        let loaded = try ConfigurationLoader.load(
            text: Array("[worker]\ndeadline = \"30s\"\nchildren = 0\n".utf8), name: "/etc/t.toml",
            sets: ["policy.tag2=6"], machine: machine)
        let lines = loaded.description.split(separator: "\n").map(String.init)
        #expect(lines.count == ConfigurationSchema.settings.count)
        #expect(lines.contains("worker.deadline = 30  # /etc/t.toml:2"))
        #expect(lines.contains("worker.children = 0  # /etc/t.toml:3; here 4"))
        #expect(lines.contains("worker.maximum = 0  # default; here 16"))
        #expect(lines.contains("policy.tag2 = 6.0  # --set"))
        #expect(lines.contains(#"hostname = ""  # default; here "h""#))
        let again = try ConfigurationLoader.load(text: Array(loaded.description.utf8), name: "again", machine: machine)
        #expect(again.written == loaded.written)
    }

    private static let recipients = """
        [policy]
        subject_tag = "[spam] "
        [[recipient]]
        match = [".Example.org", "user@example.org"]
        tag2 = 8
        subject_tag = ""

        [[recipient]]
        match = "example.net"
        """

    @Test("Tables of recipients are shown with their lines, and can be read again")
    func recipients() throws {
        let loaded = try ConfigurationLoader.load(text: Array(Self.recipients.utf8), name: "/etc/t.toml")
        #expect(
            loaded.description.hasSuffix(
                """
                [[recipient]]  # /etc/t.toml:3
                match = [".example.org", "user@example.org"]
                tag2 = 8.0
                subject_tag = ""
                [[recipient]]  # /etc/t.toml:8
                match = ["example.net"]
                #tag2 = 5.0  # policy.tag2
                #subject_tag = "[spam] "  # policy.subject_tag
                """))
        let again = try ConfigurationLoader.load(text: Array(loaded.description.utf8), name: "again")
        #expect(again.written == loaded.written)
        #expect(again.written.recipients.count == 2)
    }

    @Test("Tables of recipients as JSON, with what is in force for them")
    func recipientsAsJSON() throws {
        let loaded = try ConfigurationLoader.load(text: Array(Self.recipients.utf8), name: "/etc/t.toml")
        struct Report: Decodable {
            struct Recipient: Decodable, Equatable {
                var match: [String]
                var tag2: Double
                var subjectTag: String
                var line: Int
            }
            var recipients: [Recipient]
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        #expect(
            try decoder.decode(Report.self, from: Data(Self.json(loaded).utf8)).recipients == [
                .init(match: [".example.org", "user@example.org"], tag2: 8, subjectTag: "", line: 3),
                .init(match: ["example.net"], tag2: 5, subjectTag: "[spam] ", line: 8),
            ])
    }

    private static func json(_ loaded: LoadedConfiguration) -> String {
        loaded.json(SignatureReport(loaded.configuration, now: 0))
    }

    @Test("The policy gets the tables resolved: what one leaves out is the policy's")
    func recipientsInPolicy() throws {
        let loaded = try ConfigurationLoader.load(
            text: Array(Self.recipients.utf8), name: "f", sets: ["before_queue.kill=12", "smtp.deadline=200"])
        let policy = PolicySettings(loaded.configuration)
        #expect(policy.killLevel == 12)
        #expect(
            policy.recipients.settings(for: Path("x@a.example.org"))
                == RecipientSettings(tag2Level: 8, subjectTag: nil))
        #expect(
            policy.recipients.settings(for: Path("x@example.net"))
                == RecipientSettings(tag2Level: 5, subjectTag: "[spam] "))
        #expect(policy.recipients.settings(for: Path("x@example.com")) == nil)
        let (before, after) = (
            FilterSettings(loaded.configuration, placement: .beforeQueue), FilterSettings(loaded.configuration)
        )
        #expect(before.policy == after.policy)
        #expect(before.deadline == .seconds(80) && before.relayReserve == .seconds(16))
        #expect(after.deadline == .seconds(200) && after.relayReserve == .seconds(40))
    }

    @Test("The same as JSON")
    func json() throws {
        let machine = Machine(hostname: "h", cores: 2, memory: 8 << 30)
        let loaded = try ConfigurationLoader.load(
            text: Array("[worker]\n\nchildren = 0\n".utf8), name: "/etc/t.toml", sets: ["policy.tag2=6"],
            machine: machine)
        struct Report: Decodable {
            struct Setting: Decodable {
                var key: String
                var origin: String
                var line: Int?
            }
            var file: String?
            var settings: [Setting]
        }
        let report = try JSONDecoder().decode(Report.self, from: Data(Self.json(loaded).utf8))
        #expect(report.file == "/etc/t.toml")
        #expect(report.settings.map(\.key) == ConfigurationSchema.settings.map(\.key))
        let children = try #require(report.settings.first { $0.key == "worker.children" })
        #expect(children.origin == "file" && children.line == 3)
        #expect(report.settings.first { $0.key == "policy.tag2" }?.origin == "--set")
        #expect(Self.json(loaded).contains(#""effective" : 4"#))
    }
}
