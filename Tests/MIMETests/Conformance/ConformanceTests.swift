import Foundation
import MIME
import TestSupport
import Testing

/// The messages of `mime/`, read here and by mail-parser; `docs/conformance.md` says how they are compared.
@Suite struct ConformanceTests {
    /// At most this share of the files may differ.
    private static let allowedPercent = 5

    @Test(
        "Fields, parts, offsets and contents are those that mail-parser reads, in each form of line ends",
        .enabled(if: Corpora.hasShared, "the shared corpora are not here"))
    func readAsDescribed() throws {
        let files = Corpora.mime
        let deliberate = Dictionary(uniqueKeysWithValues: Deliberate.all.map { ($0.file, $0) })
        var differing: Set<String> = []
        var seen: Set<String> = []
        for file in files {
            let name = file.pathComponents.suffix(2).joined(separator: "/")
            seen.insert(name)
            let bytes = [UInt8](try Data(contentsOf: file))
            let json = try Data(contentsOf: file.deletingPathExtension().appendingPathExtension("json"))
            let description = try JSONDecoder().decode(DescribedMessage.self, from: json)
            for form in LineForm.allCases {
                let differences = Comparison(form.write(bytes), with: description).differences
                if !differences.isEmpty { differing.insert(name) }
                let expected = deliberate[name]?.places ?? []
                for difference in differences where !expected.contains(difference.place) {
                    Issue.record("\(name), \(form): \(difference.place) \(difference.explanation)")
                }
                for place in expected.subtracting(differences.map(\.place)) {
                    Issue.record("\(name), \(form): \(place) differs no more; take it from the list")
                }
            }
        }
        print("conformance: \(differing.count) of \(files.count) files differ")
        for name in deliberate.keys where !seen.contains(name) { Issue.record("\(name) is listed, but is not there") }
        #expect(!files.isEmpty)
        #expect(differing.count * 100 <= files.count * ConformanceTests.allowedPercent)
    }

    @Test("docs/conformance.md lists the files that are read differently, and no others")
    func documented() throws {
        let page = try String(contentsOf: Corpora.root.appending(path: "docs/conformance.md"), encoding: .utf8)
        let listed = page.matches(of: /(?m)^\| `((?:legacy|rfc)\/\d+\.eml)` \|/).map { String($0.output.1) }
        #expect(listed == Deliberate.all.map(\.file))
    }
}
