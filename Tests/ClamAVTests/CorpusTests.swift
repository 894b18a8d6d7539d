import Evidence
import Foundation
import TestSupport
import Testing

@testable import ClamAV

@Suite("The scanner over the corpora")
struct CorpusTests {
    /// An engine with the signatures that are shipped for the demo.
    private static func engine(_ signatures: Signatures) throws -> Engine {
        try signatures.engine { $0.database = Corpora.root.appending(path: "corpora/signatures").path }
    }

    @Test("The shipped signatures find the shipped viruses, each by its name")
    func viruses() throws {
        let signatures = try Signatures()
        let engine = try Self.engine(signatures)
        #expect(engine.information.knowsEICAR)
        var infected: [String] = []
        for (name, bytes) in try (Corpora.own("special") + Corpora.own("demo")).contents() {
            switch engine.scanMessage(bytes: bytes) {
            case .found(.infected([Signatures.names.eicar], _)): infected.append(name)
            case .found(.clean): break
            case let other: Issue.record("\(name): \(other)")
            }
        }
        #expect(infected == ["eicar-zip.eml", "eicar.eml", "virus.eml"])
    }

    @Test("Ordinary ham and spam is clean; no broken message makes the scanner fail")
    func ordinary() throws {
        let signatures = try Signatures()
        let engine = try Self.engine(signatures)
        for (name, bytes) in try (Corpora.own("ham") + Corpora.own("spam")).contents() {
            #expect(engine.scanMessage(bytes: bytes) == .found(.clean), "\(name)")
        }
        for (name, bytes) in try Corpora.own("broken").contents() {
            #expect(engine.scanMessage(bytes: bytes).unavailableReason == nil, "\(name)")
        }
    }

    @Test(
        "No message of the public corpora makes the scanner fail, and none is infected",
        .enabled(if: Corpora.hasShared, "no public corpora: see corpora/README.md"))
    func shared() throws {
        let signatures = try Signatures()
        let engine = try Self.engine(signatures)
        var incomplete = 0
        // Each eighth: all take half a minute in a debug build.
        let files = (Corpora.spamAssassin + Corpora.phishing + Corpora.mime).enumerated()
            .filter { $0.offset % 8 == 0 }.map(\.element)
        for (name, bytes) in try files.contents() {
            switch engine.scanMessage(bytes: bytes) {
            case .found(.clean): break
            case .found(.incomplete), .found(.encrypted): incomplete += 1
            case let other: Issue.record("\(name): \(other)")
            }
        }
        #expect(incomplete * 50 < files.count)
    }
}
