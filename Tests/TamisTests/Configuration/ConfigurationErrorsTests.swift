import Testing

@testable import tamis

@Suite("Every error of a configuration is told with its place")
struct ConfigurationErrorsTests {
    private static let machine = Machine(hostname: "host", cores: 2, memory: 8 << 30)

    static func errors(_ text: String, sets: [String] = []) -> [String] {
        do {
            _ = try ConfigurationLoader.load(text: Array(text.utf8), name: "t.toml", sets: sets, machine: machine)
            return []
        } catch {
            return error.items.map(\.description)
        }
    }

    private static let endpoints =
        #""127.0.0.1:10024", "[::1]:10024", "host:10024" (ports 0 to 65535) or "unix:/absolute/path""#

    @Test(
        "In a file",
        arguments: [
            ("[smtp]\nlisen = 1", ["t.toml:2: unknown key smtp.lisen; did you mean smtp.listen?"]),
            ("smtp.lisen = 1", ["t.toml:1: unknown key smtp.lisen; did you mean smtp.listen?"]),
            ("\n\nsmtp = { lisen = 1 }", ["t.toml:3: unknown key smtp.lisen; did you mean smtp.listen?"]),
            ("[stmp]\nlisten = 1\nx = 2", ["t.toml:1: unknown section [stmp]; did you mean [smtp]?"]),
            ("listen = \"a:1\"", ["t.toml:1: unknown key listen; did you mean smtp.listen?"]),
            ("\"smtp.listen\" = \"a:1\"", [#"t.toml:1: unknown key "smtp.listen"; did you mean smtp.listen?"#]),
            ("smtp = 5", ["t.toml:1: smtp: found 5; allowed: a section [smtp], once"]),
            (
                "[[smtp]]\nlisten = \"a:1\"",
                ["t.toml:1: smtp: found an array of tables; allowed: a section [smtp], once"]
            ),
            (
                "[log.level]\nx = 1",
                [#"t.toml:1: log.level: found a table; allowed: "debug", "info", "notice", "warning", "error""#]
            ),
            (
                "[hostname]\nx = 1",
                [#"t.toml:1: hostname: found a table; allowed: a host name such as "mx.example.org", or """#]
            ),
            (
                "[log]\r\nlevel = \"loud\"\r\n",
                [#"t.toml:2: log.level: found "loud"; allowed: "debug", "info", "notice", "warning", "error""#]
            ),
            ("\u{FEFF}[bayes]\nenabled = 1", ["t.toml:2: bayes.enabled: found 1; allowed: true or false"]),
            ("[bayes]\nminimum_ham = -1", ["t.toml:2: bayes.minimum_ham: found -1; allowed: 1 to 1000000"]),
            ("[bayes]\nminimum_ham = 20.0", ["t.toml:2: bayes.minimum_ham: found 20.0; allowed: 1 to 1000000"]),
            ("[smtp]\nlisten = 10024", ["t.toml:2: smtp.listen: found 10024; allowed: \(endpoints)"]),
            ("[smtp]\nlisten = [\n\"a:1\"]", ["t.toml:2: smtp.listen: found an array; allowed: \(endpoints)"]),
            (
                "[smtp]\nlisten = \"10.0.0.1:99999\"",
                ["t.toml:2: smtp.listen: found \"10.0.0.1:99999\"; allowed: \(endpoints)"]
            ),
            (
                "[smtp]\nforward = \"a:0\"",
                [
                    #"t.toml:2: smtp.forward: found "a:0"; allowed: "127.0.0.1:10024", "[::1]:10024", "host:10024" (ports 1 to 65535) or "unix:/absolute/path""#
                ]
            ),
            (
                "[smtp]\ndeadline = 600",
                [
                    #"t.toml:2: smtp.deadline: found 600; allowed: 1s to 599s, in seconds or as in "500ms", "90s", "5min", "2h", "1d""#
                ]
            ),
            (
                "[smtp]\nsize_limit = \"1TB\"",
                [#"t.toml:2: smtp.size_limit: found "1TB"; allowed: 1KiB to 4GiB, in bytes or as in "50MB", "1GiB""#]
            ),
            ("[storage]\nfolder = \"var\"", [#"t.toml:2: storage.folder: found "var"; allowed: an absolute path"#]),
            (
                "[storage]\nfolder = \"/a\\u0000b\"",
                [#"t.toml:2: storage.folder: found "/a\u0000b"; allowed: an absolute path"#]
            ),
            (
                "[control]\nsocket = \"\"",
                [#"t.toml:2: control.socket: found ""; allowed: an absolute path of at most 107 bytes"#]
            ),
            ("[policy]\ntag2 = nan", ["t.toml:2: policy.tag2: found nan; allowed: a number from -1000 to 1000"]),
            (
                "[policy]\ntag = \"never\"",
                [#"t.toml:2: policy.tag: found "never"; allowed: "always", or a number from -1000 to 1000"#]
            ),
            (
                "[policy]\nsubject_tag = \"a\\r\\nBcc: x\"",
                [
                    #"t.toml:2: policy.subject_tag: found "a\r\nBcc: x"; allowed: printable ASCII of at most 64 characters"#
                ]
            ),
            (
                "[header]\ndomain = 2026-01-02",
                [#"t.toml:2: header.domain: found 2026-01-02; allowed: a host name such as "mx.example.org", or """#]
            ),
            (
                "[worker]\nchildren = 9\nmaximum = 8",
                ["t.toml:3: worker.maximum (8) must be at least worker.children (9)"]
            ),
            (
                "[smtp]\ndeadline = 50",
                ["t.toml:2: worker.deadline (60s) must be below smtp.deadline (50s)"]
            ),
            (
                "[smtp]\n\nsize_limit = \"1GiB\"",
                [
                    "t.toml:3: smtp.max_content_bytes_in_flight (1GiB) must be at least twice smtp.size_limit (1GiB)"
                ]
            ),
            (
                "[smtp]\nlisten = \"127.0.0.1:10025\"",
                ["t.toml:2: smtp.forward must not be smtp.listen (127.0.0.1:10025): mail would go round for ever"]
            ),
            ("[smtp]\nlisten = \"a:1\"\nlisten = \"b:1\"", ["t.toml:3:1: listen is set twice, first in line 2"]),
            (
                "[smtp]\nlisten = 127.0.0.1:25",
                ["t.toml:2:10: 127.0.0.1:25 is not a number that TOML knows; a text needs quotes"]
            ),
        ])
    func inFile(_ text: String, _ expected: [String]) {
        #expect(Self.errors(text) == expected)
    }

    @Test(
        "On the command line",
        arguments: [
            ("smtp.lisen=1", "--set smtp.lisen=1: unknown key smtp.lisen; did you mean smtp.listen?"),
            ("stmp.listen=a:1", "--set stmp.listen=a:1: unknown key stmp.listen; did you mean smtp.listen?"),
            ("listen=a:1", "--set listen=a:1: unknown key listen; did you mean smtp.listen?"),
            ("smtp.listen", "--set smtp.listen: expected key=value"),
            ("", "--set : expected key=value"),
            ("smtp.listen=foo", "--set smtp.listen=foo: smtp.listen: found \"foo\"; allowed: \(endpoints)"),
            ("bayes.enabled=yes", #"--set bayes.enabled=yes: bayes.enabled: found "yes"; allowed: true or false"#),
            ("bayes.minimum_ham=", #"--set bayes.minimum_ham=: bayes.minimum_ham: found ""; allowed: 1 to 1000000"#),
            (
                "worker.children=[4]",
                "--set worker.children=[4]: worker.children: found an array; allowed: 0, or 1 to 1024"
            ),
            (
                "worker.deadline=5min",
                "--set worker.deadline=5min: worker.deadline (300s) must be below smtp.deadline (300s)"
            ),
        ])
    func onCommandLine(_ set: String, _ expected: String) {
        #expect(Self.errors("", sets: [set]) == [expected])
    }

    @Test("All errors are told at once, the file's by line, then those of --set in order")
    func allAtOnce() {
        let text = """
            [storage]
            folder = "x"
            [log]
            level = loud
            lvl = 1
            [log]
            [stmp]
            [bayes]
            enabled = "no"
            minimum_spam = 0
            """
        #expect(
            Self.errors(text, sets: ["b=1", "policy.tag2=x"]) == [
                #"t.toml:2: storage.folder: found "x"; allowed: an absolute path"#,
                #"t.toml:4:9: loud is not a value; a text needs quotes: "loud""#,
                "t.toml:5: unknown key log.lvl; did you mean log.level?",
                "t.toml:6:2: log is set twice, first in line 3",
                "t.toml:7: unknown section [stmp]; did you mean [smtp]?",
                #"t.toml:9: bayes.enabled: found "no"; allowed: true or false"#,
                "t.toml:10: bayes.minimum_spam: found 0; allowed: 1 to 1000000",
                "--set b=1: unknown key b; the sections are log, smtp, worker, reading, antivirus, bayes, storage, "
                    + "quarantine, policy, header, control",
                #"--set policy.tag2=x: policy.tag2: found "x"; allowed: a number from -1000 to 1000"#,
            ])
    }

    @Test("Keys below a broken header are not taken for keys of another section")
    func brokenHeader() {
        #expect(Self.errors("[log]\n[smtp\nlisten = 1\nx = 2") == ["t.toml:2:6: expected ] after the table name smtp"])
    }

    @Test("A long value is cut in its error")
    func longValue() {
        let errors = Self.errors("[storage]\nfolder = \"\(String(repeating: "x", count: 100_000))\"")
        let shown = String(repeating: "x", count: 60)
        #expect(errors == ["t.toml:2: storage.folder: found \"\(shown)\"…; allowed: an absolute path"])
    }
}
