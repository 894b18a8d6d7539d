import Evidence
import Foundation
import TestSupport
import Testing

@testable import ClamAV

@Suite("Loading signatures")
struct EngineLoadTests {
    private func loadError(_ signatures: Signatures, _ change: (inout AntivirusSettings) -> Void = { _ in })
        -> EngineError?
    {
        #expect(throws: EngineError.self) { try signatures.engine(change) }
    }

    @Test("What was loaded is told, without our canary, which leaves no file behind")
    func information() throws {
        let signatures = try Signatures()
        let engine = try signatures.engine()
        #expect(engine.information.signatureCount == 3)
        #expect(engine.information.knowsEICAR)
        #expect(engine.information.version == 0)
        #expect(abs(engine.information.time - Int(Date().timeIntervalSince1970)) < 86_400)
        #expect(engine.information.libraryVersion.contains("."))
        #expect(engine.checkCanary() == .passed)
        #expect(try FileManager.default.contentsOfDirectory(atPath: signatures.scratch).isEmpty)
    }

    @Test("A database without EICAR is ready all the same")
    func withoutEICAR() throws {
        let signatures = try Signatures(empty: true)
        try signatures.add("one.ndb", "Tamis.Test.Two:0:*:\(hex(Signatures.secondVirus))\n")
        let engine = try signatures.engine()
        #expect(!engine.information.knowsEICAR)
        #expect(engine.checkCanary() == .passed)
        #expect(engine.scan(bytes: Canary.eicar) == .found(.clean))
    }

    @Test("A database that names EICAR and does not find it is not used")
    func brokenEICAR() throws {
        let signatures = try Signatures(empty: true)
        try signatures.add("wrong.ndb", "Eicar-Test-Signature:0:0:\(hex(Signatures.secondVirus))\n")
        #expect(loadError(signatures)?.cause == "the scanner does not find EICAR")
    }

    @Test("A folder that is missing is an error with folder, cause and remedy")
    func missing() throws {
        let signatures = try Signatures()
        let path = signatures.root + "/nowhere"
        let error = try #require(loadError(signatures) { $0.database = path })
        #expect(error.path == path)
        #expect(error.cause == "No such file or directory")
        #expect(error.description.contains("run freshclam"))
    }

    @Test("An empty folder, and one without signatures, are errors")
    func empty() throws {
        let signatures = try Signatures(empty: true)
        #expect(loadError(signatures)?.remedy.contains("freshclam") == true)
        try signatures.add("README", "no signatures here\n")
        #expect(loadError(signatures)?.path == signatures.database)
        try signatures.add("none.ndb", "")
        #expect(loadError(signatures)?.path == signatures.database)
    }

    @Test(
        "A broken file is an error, even beside a good one",
        arguments: [
            ("broken.ndb", "Name:0:*:zz not hex\n"), ("broken.hdb", "what\n"), ("daily.cvd", "ClamAV-VDB:broken"),
        ])
    func corrupt(_ name: String, _ text: String) throws {
        let signatures = try Signatures()
        try signatures.add(name, text)
        let error = try #require(loadError(signatures))
        #expect(error.path == signatures.database)
        #expect(!error.cause.isEmpty)
    }

    @Test("A folder in a signature file's place is an error")
    func folderInFilesPlace() throws {
        let signatures = try Signatures(empty: true)
        try FileManager.default.createDirectory(
            atPath: signatures.database + "/test.ndb", withIntermediateDirectories: true)
        #expect(loadError(signatures)?.cause == "a folder or device bears the name of a signature file")
        #expect(loadError(signatures) { $0.database += "/none.ndb" }?.cause == "No such file or directory")
        #expect(loadError(signatures) { $0.database = "/dev/zero" }?.remedy == "remove it")
    }

    @Test("A temporary folder that is missing, or is a file, is an error that names it")
    func temporaryFolder() throws {
        let signatures = try Signatures()
        try FileManager.default.removeItem(atPath: signatures.scratch)
        #expect(loadError(signatures)?.path == signatures.scratch)
        try Data().write(to: URL(filePath: signatures.scratch))
        #expect(loadError(signatures)?.cause == "Not a directory")
    }

    @Test("A full temporary folder is an error", .enabled(if: SmallFileSystem.isAvailable))
    func fullTemporaryFolder() throws {
        let signatures = try Signatures()
        let small = try SmallFileSystem(over: signatures.scratch)
        try small.fill()
        #expect(loadError(signatures) != nil)
        small.makeRoom()
        _ = try signatures.engine()
    }
}
