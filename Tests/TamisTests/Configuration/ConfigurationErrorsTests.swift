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
        #"a list of 1 to 16, or one alone, of: "127.0.0.1:10024", "[::1]:10024", "host:10024" (ports 0 to 65535) or "unix:/absolute/path""#
    private static let hops =
        #"a list of 1 to 16, or one alone, of: "127.0.0.1:10025", "[::1]:10025", "host:10025", "unix:/absolute/path", and "*" for the client's host or for our port plus one, as in "*:10025", "*:*""#
    private static let matches =
        #""user@example.org", "example.org", ".example.org" (the domain and all below it), or a list of these"#

    @Test(
        "In a file",
        arguments: [
            ("[smtp]\nlisen = 1", ["t.toml:2: unknown key smtp.lisen; did you mean smtp.listen?"]),
            ("smtp.lisen = 1", ["t.toml:1: unknown key smtp.lisen; did you mean smtp.listen?"]),
            ("\n\nsmtp = { lisen = 1 }", ["t.toml:3: unknown key smtp.lisen; did you mean smtp.listen?"]),
            ("[stmp]\nlisten = 1\nx = 2", ["t.toml:1: unknown section [stmp]; did you mean [smtp]?"]),
            ("listen = \"a:1\"", ["t.toml:1: unknown key listen; did you mean smtp.listen or before_queue.listen?"]),
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
            ("[smtp]\nlisten = [\n\"a:1\", 5]", ["t.toml:2: smtp.listen: found 5; allowed: \(endpoints)"]),
            ("[smtp]\nlisten = []", ["t.toml:2: smtp.listen: found an empty list; allowed: \(endpoints)"]),
            ("smtp.listen = [\"a:1\", \"a:1\"]", ["t.toml:1: smtp.listen: found \"a:1\" twice; allowed: \(endpoints)"]),
            ("smtp.forward = \"*\"", ["t.toml:1: smtp.forward: found \"*\"; allowed: \(hops)"]),
            (
                "smtp.inet_acl = \"192.0.2.1/33\"",
                [
                    #"t.toml:1: smtp.inet_acl: found "192.0.2.1/33"; allowed: a list of at most 1000, or one alone, of: an address or a network such as "192.0.2.7", "192.0.2.0/24", "2001:db8::/32""#
                ]
            ),
            (
                "smtp.socket_mode = 660",
                [#"t.toml:1: smtp.socket_mode: found 660; allowed: permissions in octal such as "0660""#]
            ),
            (
                "before_queue.kill = \"always\"",
                [#"t.toml:1: before_queue.kill: found "always"; allowed: "never", or a number from -1000 to 1000"#]
            ),
            (
                "[policy]\ntag2 = 6\n[before_queue]\nkill = 5.5",
                ["t.toml:4: before_queue.kill (5.5) must be at least policy.tag2 (6.0): only spam is refused"]
            ),
            (
                "[before_queue]\nlisten = \"127.0.0.1:10024\"",
                ["t.toml:2: 127.0.0.1:10024 is in smtp.listen and in before_queue.listen"]
            ),
            (
                "[before_queue]\nlisten = \"127.0.0.1:10036\"\ndeadline = 60",
                ["t.toml:3: worker.deadline (60s) must be below before_queue.deadline (60s)"]
            ),
            (
                "[smtp]\nlisten = \"10.0.0.1:99999\"",
                ["t.toml:2: smtp.listen: found \"10.0.0.1:99999\"; allowed: \(endpoints)"]
            ),
            (
                "[smtp]\nforward = \"a:0\"",
                ["t.toml:2: smtp.forward: found \"a:0\"; allowed: \(hops)"]
            ),
            (
                "[smtp]\ndeadline = 600",
                [
                    #"t.toml:2: smtp.deadline: found 600; allowed: 1s to 540s, in seconds or as in "500ms", "90s", "5min", "2h", "1d""#
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
                ["t.toml:2: 127.0.0.1:10025 is in smtp.listen and in smtp.forward: mail would go round for ever"]
            ),
            // amavis' second port; nothing goes to before_queue.forward as long as nothing comes in there.
            ("[smtp]\nlisten = \"127.0.0.1:10026\"", []),
            (
                "[smtp]\nlisten = \"127.0.0.1:10026\"\n[before_queue]\nlisten = \"127.0.0.1:10036\"",
                [
                    "t.toml:4: 127.0.0.1:10026 is in smtp.listen and in before_queue.forward: mail would go round for ever"
                ]
            ),
            (
                "[smtp]\nlisten = [\"127.0.0.1:10024\", \"127.0.0.1:10025\"]\nforward = \"*:*\"",
                [
                    "t.toml:3: 127.0.0.1:10025 is in smtp.listen and, by *:*, in smtp.forward: mail would go round for ever"
                ]
            ),
            ("[smtp]\nlisten = \"192.0.2.1:10024\"\nforward = \"*:10024\"", []),
            (
                "[smtp]\nlisten = \"unix:/run/x\"\nforward = \"*:10025\"",
                [
                    "t.toml:3: smtp.forward has * only, and unix:/run/x has no host and no port to take its place: add a next hop without *"
                ]
            ),
            (
                "[before_queue]\ndeadline = 100",
                [
                    #"t.toml:2: before_queue.deadline: found 100; allowed: 1s to 90s, in seconds or as in "500ms", "90s", "5min", "2h", "1d""#
                ]
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
        "In tables of recipients",
        arguments: [
            (
                "[[recipient]]\ntag2 = 1",
                ["t.toml:1: [[recipient]] without a match: add match = VALUE; allowed: \(matches)"]
            ),
            (
                "[[recipient]]\nmatch = \"a.org\"\n\n[[recipient]]\n[[recipient]]\n",
                [4, 5].map { "t.toml:\($0): [[recipient]] without a match: add match = VALUE; allowed: \(matches)" }
            ),
            ("[recipient]\nmatch = \"a.org\"", ["t.toml:1: recipient: found a table; allowed: tables [[recipient]]"]),
            ("recipient = 5", ["t.toml:1: recipient: found 5; allowed: tables [[recipient]]"]),
            (
                "recipient = [{match = \"a.org\"}]",
                ["t.toml:1: recipient: found an array; allowed: tables [[recipient]]"]
            ),
            (
                "[[recipients]]\nmatch = \"a.org\"",
                ["t.toml:1: unknown section [recipients]; did you mean [[recipient]]?"]
            ),
            (
                "[[recipient]]\nmatch = \"a.org\"\ntag3 = 1\nkill = 2",
                [
                    "t.toml:3: unknown key recipient.tag3; did you mean recipient.tag2?",
                    "t.toml:4: unknown key recipient.kill; [[recipient]] has match, tag2, subject_tag",
                ]
            ),
            (
                "[[recipient]]\nmatch = \"@a.org\"\ntag2 = \"x\"\nsubject_tag = \"\\u00E9\"",
                [
                    "t.toml:2: recipient.match: found \"@a.org\"; allowed: \(matches)",
                    #"t.toml:3: recipient.tag2: found "x"; allowed: a number from -1000 to 1000"#,
                    #"t.toml:4: recipient.subject_tag: found "é"; allowed: printable ASCII of at most 64 characters"#,
                ]
            ),
            (
                "[[recipient]]\nmatch = [\"a.org\", \"a b\", 7]",
                [
                    "t.toml:2: recipient.match: found \"a b\"; allowed: \(matches)",
                    "t.toml:2: recipient.match: found 7; allowed: \(matches)",
                ]
            ),
            ("[[recipient]]\nmatch = []", ["t.toml:2: recipient.match: found an empty list; allowed: \(matches)"]),
            (
                "[[recipient]]\nmatch = [\"x@a.org\", \"a.org\"]\n[[recipient]]\nmatch = [\".a.org\", \"X@A.org\"]",
                [#"t.toml:4: recipient.match: "x@a.org" stands twice, first in line 2"#]
            ),
            (
                "[[recipient]]\nmatch = \"a.org\"\nmatch = \"b.org\"",
                ["t.toml:3:1: match is set twice, first in line 2"]
            ),
        ])
    func inRecipients(_ text: String, _ expected: [String]) {
        #expect(Self.errors(text) == expected)
    }

    @Test(
        "On the command line",
        arguments: [
            ("smtp.lisen=1", "--set smtp.lisen=1: unknown key smtp.lisen; did you mean smtp.listen?"),
            ("stmp.listen=a:1", "--set stmp.listen=a:1: unknown key stmp.listen; did you mean smtp.listen?"),
            ("listen=a:1", "--set listen=a:1: unknown key listen; did you mean smtp.listen or before_queue.listen?"),
            ("smtp.listen", "--set smtp.listen: expected key=value"),
            ("", "--set : expected key=value"),
            ("smtp.listen=foo", "--set smtp.listen=foo: smtp.listen: found \"foo\"; allowed: \(endpoints)"),
            ("bayes.enabled=yes", #"--set bayes.enabled=yes: bayes.enabled: found "yes"; allowed: true or false"#),
            ("bayes.minimum_ham=", #"--set bayes.minimum_ham=: bayes.minimum_ham: found ""; allowed: 1 to 1000000"#),
            (
                "worker.children=[4]",
                "--set worker.children=[4]: worker.children: found an array; allowed: 0, or 1 to 1024"
            ),
            ("recipient=5", "--set recipient=5: tables [[recipient]] are set in the configuration file only"),
            (
                "recipient.tag2=5",
                "--set recipient.tag2=5: tables [[recipient]] are set in the configuration file only"
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
                "--set b=1: unknown key b; the sections are log, smtp, before_queue, journal, worker, reading, antivirus, "
                    + "attachments, bayes, storage, quarantine, policy, header, control, recipient",
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
