import Foundation
import TestSupport
import Testing

/// The fuzz targets, half a minute each: long enough to try again all that was found before, and to stumble over what a
/// change broke. `scripts/fuzz` runs them for longer. And the steps of reading, which `scripts/steps` counts.
///
/// Not among the tests of whole programs: these need the processor only, and leave it to the others.
@Suite("Fuzz", .serialized)
struct FuzzTests {
    /// The targets: the files of `Tests/Fuzz`.
    static func targets() throws -> [String] {
        let folder = Corpora.root.appending(path: "Tests/Fuzz").resolvingSymlinksInPath()
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let targets = files.filter { $0.pathExtension == "swift" }
        // Without targets the test would not be run, and nobody would know.
        if targets.isEmpty { throw DidNotHappen(description: "no fuzz targets in \(folder.path)") }
        return targets.map { $0.deletingPathExtension().lastPathComponent }.sorted()
    }

    @Test(arguments: try targets())
    func `Laws 3 to 7: no input breaks them within half a minute`(target: String) async throws {
        let script = Corpora.root.appending(path: "scripts/fuzz").path
        let process = try ChildProcess(URL(filePath: "/usr/bin/nice"), ["-n", "19", script, target, "30"])
        // With the build, on a machine that others use too.
        let status = try await process.wait(within: .seconds(1800))
        #expect(status == 0, "\(process.errors)")
        #expect(process.output.contains("\(target): "), "\(process.output)")
    }

    @Test func `Law 7: twice the message takes at most 2.2 times the steps`() async throws {
        let script = Corpora.root.appending(path: "scripts/steps").path
        let process = try ChildProcess(URL(filePath: "/usr/bin/nice"), ["-n", "19", script])
        let status = try await process.wait(within: .seconds(1800))
        let report = process.output.split(separator: "\n")
        #expect(status == 0, "\(process.errors) \(report.filter { $0.contains("NOT A LINE") })")
        // Both sizes of the hostile set.
        #expect(report.count > 100)
    }
}
