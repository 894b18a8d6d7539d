import Foundation
import GRDB
import TestSupport
import Testing

@testable import Store

@Suite("Bayes file")
struct BayesFileTests {
    @Test("It is shown while another process is at work on it, rows that wait taken in")
    func overview() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        let file = BayesFile(path: fixture.path)
        #expect(try file.overview().firstTraining == nil)
        _ = try database.train(fixture.examples(30))
        try database.fold(ifOver: 1)
        _ = try database.train(fixture.examples(12))
        let overview = try file.overview()
        #expect(overview.information == database.information)
        #expect(overview.information.spam == 14)
        #expect(overview.waitingRows == 12)
        #expect(overview.schemaVersion == DatabaseSchema.bayes.version)
        #expect(overview.problems == [])
        #expect(try #require(overview.firstTraining) <= (overview.information.lastTraining ?? 0))
        try database.close()
        #expect(try file.overview().waitingRows == 0)
        #expect(try file.overview().information.spam == 14)
    }

    @Test("Where there is none, none is made; another program's is not shown as ours")
    func missing() throws {
        let fixture = try BayesFixture()
        let error = try #require(throws: StoreError.self) { try BayesFile(path: fixture.path).overview() }
        #expect(error.description.hasPrefix("\(fixture.path): there is no Bayes database; teach it"))
        #expect(!FileManager.default.fileExists(atPath: fixture.path))
        let other = fixture.folder.url.appending(path: "other.db").path
        try DatabaseQueue(path: other).write { try $0.execute(sql: "CREATE TABLE t (a)") }
        #expect(throws: StoreError.self) { try BayesFile(path: other).overview() }
    }
}
