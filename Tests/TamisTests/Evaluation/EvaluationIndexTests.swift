import Testing

@testable import tamis

@Suite("Index of an evaluation")
struct EvaluationIndexTests {
    @Test("Paths start at the folder of the index; empty lines and CRLF do not matter, blanks belong to a path")
    func lines() throws {
        let index = try EvaluationIndex("spam a/1.eml\r\n\r\nham\t../my mail/2\nham /abs/3", file: "/data/set/index")
        #expect(
            index.entries == [
                .init(isSpam: true, path: "/data/set/a/1.eml", line: 1),
                .init(isSpam: false, path: "/data/set/../my mail/2", line: 3),
                .init(isSpam: false, path: "/abs/3", line: 4),
            ])
    }

    @Test(
        "A line of another form is told with its number",
        arguments: ["spam", "ham ", "Spam a", "eggs a", "a.eml spam", " ham a"])
    func malformed(line: String) {
        let error = #expect(throws: OperationError.self) {
            try EvaluationIndex("ham a\n\(line)\nspam b\n", file: "set/index")
        }
        #expect(error?.description == "set/index:2: \"\(line)\" is neither \"ham PATH\" nor \"spam PATH\"")
    }

    @Test("An index that is empty or missing is told")
    func nothing() {
        let empty = #expect(throws: OperationError.self) { try EvaluationIndex("\n", file: "index") }
        #expect(empty?.description.hasPrefix("index names no message") == true)
        let missing = #expect(throws: OperationError.self) { try EvaluationIndex(file: "/nowhere/index") }
        #expect(
            missing?.description == "the index /nowhere/index cannot be read: No such file or directory")
    }
}
