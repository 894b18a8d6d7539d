import Foundation
import Testing

@testable import tamis

@Suite("The schema is the whole truth about keys")
struct ConfigurationSchemaTests {
    /// The folder of the package, also where its test folders are reached through links.
    private static let package = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The generated text with every key in force.
    private static let uncommented = ConfigurationSchema.text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.hasPrefix("#") && !$0.hasPrefix("# ") ? String($0.dropFirst()) : String($0) }
        .joined(separator: "\n")

    @Test("config/tamis.toml is what the schema generates (UPDATE_CONFIG=1 writes it)")
    func committedFile() throws {
        let file = Self.package.appending(path: "config/tamis.toml")
        if ProcessInfo.processInfo.environment["UPDATE_CONFIG"] != nil {
            try Data(ConfigurationSchema.text.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == ConfigurationSchema.text)
    }

    @Test("The file as it is changes nothing")
    func unchanged() throws {
        let loaded = try ConfigurationLoader.load(text: Array(ConfigurationSchema.text.utf8), name: "f")
        #expect(loaded.written == .defaults)
        #expect(loaded.origins.isEmpty)
    }

    @Test("With every key uncommented it gives the defaults, and every key is in it once")
    func defaults() throws {
        let loaded = try ConfigurationLoader.load(text: Array(Self.uncommented.utf8), name: "f")
        var expected = Configuration.defaults
        expected.recipients = [RecipientSchema.example]
        #expect(loaded.written == expected)
        #expect(Set(loaded.origins.keys) == Set(ConfigurationSchema.settings.map(\.key)))
        for setting in ConfigurationSchema.settings {
            let keyLines = ConfigurationSchema.text.split(separator: "\n").filter {
                $0.hasPrefix("#\(setting.name) = ")
            }
            let sharing =
                ConfigurationSchema.settings.count { $0.name == setting.name }
                + RecipientSchema.keys.count { $0.name == setting.name }
            #expect(keyLines.count == sharing, "\(setting.key)")
        }
    }

    @Test("The file is no wider than 100 columns, and of printable ASCII")
    func width() {
        for line in ConfigurationSchema.text.split(separator: "\n") {
            #expect(line.utf8.count <= 100)
            #expect(line.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
        }
    }

    /// Limits of the worker's answers, no concern of an administrator.
    private static let withoutKey = [
        "reading.urlBytes", "reading.attachmentNames", "reading.attachmentNameBytes", "reading.shownBytes",
        // Tables, which have keys of their own.
        "recipients",
    ]

    @Test("Every property of a configuration has a key")
    func complete() {
        func leaves(_ value: Any, _ path: String) -> [String] {
            let mirror = Mirror(reflecting: value)
            guard mirror.displayStyle == .struct, !(value is Duration) else { return [path] }
            return mirror.children.flatMap {
                leaves($0.value, path.isEmpty ? $0.label ?? "" : "\(path).\($0.label ?? "")")
            }
        }
        let properties = leaves(Configuration.defaults, "").filter { !Self.withoutKey.contains($0) }
        #expect(properties.count == ConfigurationSchema.settings.count, "\(properties)")
        #expect(properties.count > 40)
    }

    @Test("Keys are of one form, in the section they say, and amavis' names are no keys of ours")
    func names() {
        for section in ConfigurationSchema.sections {
            for setting in section.settings {
                #expect(setting.section == section.name)
                #expect(setting.name.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz_2".utf8.contains($0) })
                #expect(!setting.comment.isEmpty && setting.comment.hasSuffix("."))
                #expect(!setting.allowed.isEmpty)
                #expect(Set(setting.amavisNames).isDisjoint(with: ConfigurationSchema.settings.map(\.name)))
            }
        }
    }

    @Test("Every key has a value beside its default that goes where it should, and only there")
    func eachKeyAlone() throws {
        #expect(Set(Self.others.keys) == Set(ConfigurationSchema.settings.map(\.key)))
        for setting in ConfigurationSchema.settings {
            let other = try #require(Self.others[setting.key])
            var configuration = Configuration.defaults
            #expect(setting.decode(try #require(TOMLReader.readValue(other)), into: &configuration), "\(setting.key)")
            #expect(setting.encode(configuration).description == other)
            let changed = ConfigurationSchema.settings.filter { $0.encode(configuration) != $0.encode(.defaults) }
            #expect(changed.map(\.key) == [setting.key])
            let loaded = try ConfigurationLoader.load(text: [], name: "f", sets: Self.sets(setting.key, other))
            #expect(loaded.written == Self.with(configuration, companionsOf: setting.key))
            #expect(loaded.origins[setting.key] == .commandLine)
        }
    }

    /// `--set` for a key, and for what its value needs beside it.
    static func sets(_ key: String, _ value: String) -> [String] {
        ["\(key)=\(value)"] + (key == "worker.maximum" ? ["worker.children=1"] : [])
    }

    private static func with(_ configuration: Configuration, companionsOf key: String) -> Configuration {
        var configuration = configuration
        if key == "worker.maximum" { configuration.worker.children = 1 }
        return configuration
    }

    /// For each key a value that is not its default, as it is written.
    static let others = [
        "hostname": #""mx.example.org""#, "log.level": #""debug""#,
        "smtp.listen": #"["[::1]:24", "unix:/run/t"]"#, "smtp.socket_mode": #""0660""#,
        "smtp.inet_acl": #"["192.0.2.0/24"]"#, "smtp.forward": #"["unix:/run/x", "*:10025", "*:*"]"#,
        "smtp.max_next_hop_connections": "20", "before_queue.listen": #"["127.0.0.1:10036"]"#,
        "before_queue.forward": #"["127.0.0.1:10027"]"#, "before_queue.deadline": "90", "before_queue.kill": "12.5",
        "journal.keep": "0", "smtp.forward_protocol": #""lmtp""#, "smtp.size_limit": #""50MiB""#,
        "smtp.max_content_bytes_in_flight": #""2GiB""#, "smtp.deadline": "120", "smtp.idle_timeout": #""1500ms""#,
        "smtp.drain": "0", "worker.program": #""/opt/w""#, "worker.children": "5", "worker.maximum": "6",
        "worker.max_messages": "7", "worker.deadline": "30", "worker.memory": #""512MiB""#,
        "worker.sandbox": #""best-effort""#, "worker.scratch": #""/tmp/s""#, "reading.depth": "20",
        "reading.parts": "21",
        "reading.parameters": "33", "reading.readings": "34", "reading.expansion": "35",
        "reading.embedded_files": "36", "reading.embedded_depth": "37", "reading.embedded_expansion": "38",
        "reading.header_bytes": #""22KiB""#, "reading.header_fields": "23", "reading.decoded_part_bytes": #""24MiB""#,
        "reading.decoded_bytes": #""25MiB""#, "reading.text_bytes": #""26KiB""#, "reading.html_bytes": #""27KiB""#,
        "reading.html_depth": "28", "reading.html_attributes": "29", "reading.urls": "30", "reading.attachments": "31",
        "reading.tokens": "320", "antivirus.enabled": "false",
        "antivirus.engine": #"["clamd:/run/c", "clamd:[::1]:3310", "libclamav"]"#,
        "antivirus.database": #""/srv/clam""#,
        "antivirus.reload": #""sequential""#,
        "antivirus.on_failure": #""tempfail""#, "antivirus.on_virus": #""pass""#,
        "antivirus.virus_name_to_points": #"["Sanesecurity.Spam.*=5", "*.Test=virus"]"#,
        "attachments.block": #"["*.exe in *.zip"]"#, "attachments.allow": #"["type:image/* encrypted"]"#,
        "attachments.on_banned": #""quarantine""#, "attachments.log_only": "true",
        "attachments.on_encrypted": #""quarantine""#, "attachments.encrypted_subject_tag": #""[?] ""#,
        "bayes.enabled": "false",
        "bayes.minimum_ham": "20",
        "bayes.minimum_spam": "21", "bayes.max_tokens": "30000", "bayes.token_texts": "7", "bayes.starter": "false",
        "bayes.starter_model": #""/srv/s""#, "bayes.auto_learn": "true",
        "bayes.auto_learn_per_day": "8", "bayes.scope": #""domain""#,
        "bayes.scope_weight": "3", "bayes.max_scopes": "9", "bayes.scope_tokens": "4000",
        "storage.folder": #""/srv/t""#, "quarantine.folder": #""/srv/q""#,
        "policy.tag": "-2.5",
        "policy.tag2": "6.31", "policy.subject_tag": #""***SPAM*** ""#, "header.product": #""amavisd-new""#,
        "header.domain": #""example.org""#, "control.socket": #""/run/c""#, "control.group": #""mail""#,
    ]
}
