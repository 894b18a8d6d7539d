import Testing

@testable import tamis

@Suite("TOML is read with the line of each key")
struct TOMLReaderTests {
    /// Every key in order as `path@line=value`; tables of an array as `name[n]`.
    static func outline(_ text: String) -> [String] {
        let (document, errors) = TOMLReader.read(Array(text.utf8))
        return outline(document, TOMLDocument.root, "")
            + errors.map { "error \($0.position.line):\($0.position.column) \($0.message)" }
    }

    private static func outline(_ document: TOMLDocument, _ table: Int, _ prefix: String) -> [String] {
        document[table].entries.flatMap { entry in
            let path = prefix + entry.name.tomlKey
            switch entry.value {
            case .table(let table):
                return ["\(path)@\(entry.line)"] + outline(document, table, path + ".")
            case .tables(let group):
                return ["\(path)@\(entry.line)"]
                    + document.groups[group].enumerated().flatMap {
                        outline(document, $0.element, "\(path)[\($0.offset)].")
                    }
            case .array(let values):
                return ["\(path)@\(entry.line)=\(values.map(\.description))"]
            default:
                return ["\(path)@\(entry.line)=\(entry.value)"]
            }
        }
    }

    @Test(
        "Keys know their lines",
        arguments: [
            ("a = 1\n\n# c\nb = 2", ["a@1=1", "b@4=2"]),
            ("a.b = 1\na.c = 2\n", ["a@1", "a.b@1=1", "a.c@2=2"]),
            ("[s]\na = 1\n[t]\na = 2", ["s@1", "s.a@2=1", "t@3", "t.a@4=2"]),
            ("s = { a = 1, b.c = 2 }", ["s@1", "s.a@1=1", "s.b@1", "s.b.c@1=2"]),
            ("\n[a.b]\nc = 1\n[a]\nd = 2", ["a@2", "a.b@2", "a.b.c@3=1", "a.d@5=2"]),
            (
                "[[r]]\nm = 1\n\n[[r]]\nm = 2\n[r.s]\nx = 3",
                ["r@1", "r[0].m@2=1", "r[1].m@5=2", "r[1].s@6", "r[1].s.x@7=3"]
            ),
            ("a = [\n 1, # one\n 2,\n]\nb = 3", [#"a@1=["1", "2"]"#, "b@5=3"]),
            ("a = \"\"\"\nx\ny\"\"\"\nb = '''\n'q''''\nc = 1", [#"a@1="x\ny""#, #"b@4="'q'""#, "c@6=1"]),
            ("a = 1\r\n[s]\r\nb = \"\"\"x\r\ny\"\"\"\r\n\r\nc = 2\r\n", ["a@1=1", "s@2", #"s.b@3="x\ny""#, "s.c@6=2"]),
            ("\u{FEFF}a = 1", ["a@1=1"]),
            ("\"a.b\" = 1\n'c d' = 2\n\"\\u00e9\" = 3", [#""a.b"@1=1"#, #""c d"@2=2"#, "\"é\"@3=3"]),
            ("a = \"x\\\nb = 1", ["b@2=1", #"error 1:7 an unknown escape; a backslash itself is written \\"#]),
            ("a = \"\"\"x\\\n   y\"\"\"", [#"a@1="xy""#]),
        ])
    func lines(_ text: String, _ outline: [String]) {
        #expect(Self.outline(text) == outline)
    }

    @Test(
        "Values are read as TOML 1.0 says",
        arguments: [
            ("1", .integer(1)), ("+1_000", .integer(1_000)), ("-0", .integer(0)), ("0xfF", .integer(255)),
            ("0o17", .integer(15)), ("0b1_0", .integer(2)), ("9223372036854775807", .integer(.max)),
            ("-9223372036854775808", .integer(.min)), ("1.5", .float(1.5)), ("-2e-3", .float(-0.002)),
            ("6.02E23", .float(6.02e23)), ("inf", .float(.infinity)), ("-inf", .float(-.infinity)),
            ("true", .boolean(true)), ("false", .boolean(false)), ("'a\\n'", .string("a\\n")),
            (#""\t\"\\\u00E9\U0001F600""#, .string("\t\"\\é😀")), ("\"\"", .string("")),
            ("1979-05-27", .dateTime("1979-05-27")), ("07:32:00", .dateTime("07:32:00")),
            ("1979-05-27 07:32:00.5Z", .dateTime("1979-05-27 07:32:00.5Z")),
            ("1979-05-27T07:32:00-07:00", .dateTime("1979-05-27T07:32:00-07:00")),
            ("[1, 'x', [true],]", .array([.integer(1), .string("x"), .array([.boolean(true)])])),
        ] as [(String, TOMLValue)])
    func values(_ text: String, _ value: TOMLValue) {
        #expect(TOMLReader.readValue(text) == value)
    }

    @Test(
        "What is no value is refused",
        arguments: [
            "", "x", "01", "1_", "_1", "1__0", "0x", "0xg", "-0x1", "1.", ".5", "1.e3", "1e", "9223372036854775808",
            "1e999",
            "True", "\"", "'", "\"\\x\"", "\"\\ud800\"", "\"\\u12\"", "[1 2]", "[,]", "[", "{a=1,}", "{a}", "{a=1\n}",
            "1 2", "1979-05-27T", "07:32", "\"\u{7F}\"", "\"\"\"a\"\"\"\"\"\"", "{a=1,a=2}",
        ])
    func notValues(_ text: String) {
        #expect(TOMLReader.readValue(text) == nil)
    }

    @Test(
        "What is set twice is told with both lines",
        arguments: [
            ("a = 1\na = 2", "2:1 a is set twice, first in line 1"),
            ("a = 1\n\"a\" = 2", "2:1 a is set twice, first in line 1"),
            ("[s]\nx = 1\n[t]\n[s]\ny = 1", "4:2 s is set twice, first in line 1"),
            ("[s]\na.b = 1\n[s.a]\nc = 1", "3:4 s.a is set twice, first in line 2"),
            ("s = {a = 1}\n[s.b]\nc = 1", "2:2 s is set twice, first in line 1"),
            ("s = {a = 1}\ns.b = 2", "2:1 s is set twice, first in line 1"),
            ("a = 1\na.b = 2", "2:1 a is set twice, first in line 1"),
            ("a.b = 1\na = 2", "2:1 a is set twice, first in line 1"),
            ("r = []\n[[r]]", "2:3 r is set twice, first in line 1"),
            ("[[r]]\n[r]", "2:2 r is set twice, first in line 1"),
            ("[a.b]\nx = 1\n[a]\nb.y = 2", "4:1 b is set twice, first in line 1"),
        ])
    func twice(_ text: String, _ message: String) {
        #expect(Self.outline(text).filter { $0.hasPrefix("error") } == ["error " + message])
    }

    @Test(
        "Errors of syntax know line and column",
        arguments: [
            ("a = 1\n b 2\n", ["2:4 expected = after the key b"]),
            ("é = 1", ["1:1 expected a key"]),
            ("a = 'é' x", ["1:9 expected the end of the line"]),
            ("\u{FEFF}a = 'é' x", ["1:9 expected the end of the line"]),
            ("a = info", [#"1:5 info is not a value; a text needs quotes: "info""#]),
            ("a = 127.0.0.1:25", ["1:5 127.0.0.1:25 is not a number that TOML knows; a text needs quotes"]),
            ("a =\nb =", ["1:4 expected a value", "2:4 expected a value"]),
            ("[s\nx = 1\n[t]]\n", ["1:3 expected ] after the table name s", "3:4 expected the end of the line"]),
            ("[[s]\n", ["1:4 expected ]] after the table name s"]),
            ("a = \"x\n", ["1:5 the string that begins here is not closed"]),
            ("a = 1\nb = \"\"\"x\nc = 1\n", ["2:5 the string that begins here is not closed"]),
            ("a = [1,\n2", ["1:5 the array that begins here is not closed"]),
            ("a = [1\nb = 2\nc = ", ["2:1 expected , or ] in an array"]),
            ("a = 1\rb = 2", ["1:6 a carriage return without a line feed"]),
            ("# \u{1}", ["1:3 a control character in a comment"]),
            ("a = 1 \0", ["1:7 expected the end of the line"]),
            ("\"\"\"a\"\"\" = 1", ["1:1 a key cannot be a multi-line string"]),
        ])
    func syntax(_ text: String, _ errors: [String]) {
        #expect(Self.outline(text).filter { $0.hasPrefix("error") } == errors.map { "error " + $0 })
    }

    @Test("A file that is not UTF-8 is refused at the byte")
    func notUTF8() {
        let errors = TOMLReader.read(Array("a = 1\nb = 'x".utf8) + [0xE9] + Array("'\n".utf8)).errors
        #expect(errors == [TOMLError(position: .init(line: 2, column: 7), message: "the file is not UTF-8")])
    }

    @Test("Nesting has a limit, which no depth of text gets past")
    func depth() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(
            TOMLReader.read(Array(("a = " + deep).utf8)).errors.map(\.message) == ["values nested more than 32 deep"])
        let tables = String(repeating: "{a=", count: 100_000)
        #expect(
            TOMLReader.read(Array(("a = " + tables).utf8)).errors.map(\.message) == ["values nested more than 32 deep"])
        let dotted = String(repeating: "a.", count: 100_000)
        #expect(
            TOMLReader.read(Array((dotted + "a = 1").utf8)).errors.map(\.message) == ["a key of more than 32 names"])
    }

    @Test("A mebibyte of any shape is read to its end")
    func huge() {
        let comments = String(repeating: "# comment\n", count: 100_000) + "a = 1\n"
        #expect(Self.outline(comments) == ["a@100001=1"])
        let oneLine = "a = {" + (0..<60_000).map { "k\($0)=1" }.joined(separator: ",") + "}\n"
        let document = TOMLReader.read(Array(oneLine.utf8)).document
        #expect(document[1].entries.count == 60_000)
        let groups = String(repeating: "[[r]]\n", count: 100_000)
        #expect(TOMLReader.read(Array(groups.utf8)).document.groups.first?.count == 100_000)
        let twice = "a = {" + String(repeating: "k=1,", count: 100_000) + "k=1}\n"
        #expect(TOMLReader.read(Array(twice.utf8)).errors.count == TOMLReader.maximumErrors)
    }

    @Test("Law 7: Total and bounded: random bytes and torn TOML give a document and errors, never a trap")
    func random() {
        var generator = SeededGenerator(seed: 7)
        let alphabet = Array("ab1_-+.=[]{}\"'#,\\\n\r\t :uUxeE\0é".utf8)
        let sample = Array(ConfigurationSchema.text.replacing("\n#", with: "\n").utf8)
        for round in 0..<1_500 {
            var bytes: [UInt8]
            switch round % 3 {
            case 0:
                bytes = (0..<Int.random(in: 0...200, using: &generator)).map { _ in
                    .random(in: 0...255, using: &generator)
                }
            case 1:
                bytes = (0..<Int.random(in: 0...200, using: &generator)).compactMap { _ in
                    alphabet.randomElement(using: &generator)
                }
            default:
                let start = Int.random(in: 0..<sample.count, using: &generator)
                bytes = Array(sample[start...].prefix(300))
                for _ in 0..<5 where !bytes.isEmpty {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] =
                        alphabet.randomElement(using: &generator) ?? 0
                }
            }
            let (document, errors) = TOMLReader.read(bytes)
            #expect(!document.tables.isEmpty)
            #expect(errors.count <= TOMLReader.maximumErrors)
            #expect(errors.allSatisfy { $0.position.line >= 1 && $0.position.column >= 1 })
            _ = try? ConfigurationLoader.load(text: bytes, name: "f", sets: [String(decoding: bytes, as: UTF8.self)])
        }
    }
}

/// Random numbers that are the same in each run (SplitMix64).
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
