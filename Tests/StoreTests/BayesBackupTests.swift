import Foundation
import TestSupport
import Testing

@testable import Store

@Suite("Bayes backup")
struct BayesBackupTests {
    private func restore(_ backup: String, to path: String) throws {
        let file = try FileHandle(forReadingFrom: URL(filePath: backup))
        let log = FileHandle(forReadingAtPath: backup + "-wal")
        try BayesFile(path: path).restore(from: file.fileDescriptor, log: log?.fileDescriptor, name: backup)
    }

    @Test("A backup is one file and the database as of one moment, though it is trained on")
    func backup() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train(fixture.examples(30))
        let before = database.model
        let copy = fixture.folder.url.appending(path: "copy.db").path
        try BayesFile(path: fixture.path).backup(to: copy, overwrites: false)
        _ = try database.train(fixture.examples(5))
        let names = try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path)
        #expect(names.filter { $0.hasPrefix("copy") } == ["copy.db"])
        #expect(try fixture.open(copy).model == before)
    }

    @Test("A file that is there is overwritten only when asked to, the database itself never")
    func overwriting() throws {
        let fixture = try BayesFixture()
        try fixture.open().close()
        let copy = fixture.folder.url.appending(path: "copy.db")
        try Data("mine".utf8).write(to: copy)
        let file = BayesFile(path: fixture.path)
        let error = try #require(throws: StoreError.self) { try file.backup(to: copy.path, overwrites: false) }
        #expect(error.description == "\(copy.path): is there already; name another, or say --force")
        #expect(try Data(contentsOf: copy) == Data("mine".utf8))
        try file.backup(to: copy.path, overwrites: true)
        #expect(try BayesFile(path: copy.path).findings() == [])
        #expect(throws: StoreError.self) { try file.backup(to: fixture.path, overwrites: true) }
    }

    @Test("A restored database is the backup, and the old one is kept; restored in turn it is as it was")
    func restore() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train(fixture.examples(30))
        let first = database.model
        let file = BayesFile(path: fixture.path)
        let copy = fixture.folder.url.appending(path: "copy.db").path
        try file.backup(to: copy, overwrites: false)
        _ = try database.train(fixture.examples(9))
        let second = database.model
        try database.close()
        try restore(copy, to: fixture.path)
        var open = try fixture.open()
        #expect(open.model == first)
        try open.close()
        try restore(file.formerPath, to: fixture.path)
        open = try fixture.open()
        #expect(open.model == second)
        #expect(try !FileManager.default.contentsOfDirectory(atPath: fixture.folder.path).contains(".bayes.db.new"))
    }

    @Test("A database as a crash left it is restored with its log, in the place of a damaged one")
    func crashed() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train(fixture.examples(20))
        let copy = try fixture.copyAsCrashed(to: "crashed.db")
        let other = fixture.folder.url.appending(path: "other").path
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
        try Data("no database".utf8).write(to: URL(filePath: other + "/bayes.db"))
        try restore(copy, to: other + "/bayes.db")
        #expect(try fixture.open(other + "/bayes.db").model == database.model)
        #expect(FileManager.default.contents(atPath: other + "/bayes.db.before-restore") == Data("no database".utf8))
    }

    @Test("A broken backup changes nothing and is named")
    func broken() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train(fixture.examples(3))
        try database.close()
        let text = fixture.folder.url.appending(path: "text.db").path
        try Data(repeating: 0x41, count: 5_000).write(to: URL(filePath: text))
        let before = FileManager.default.contents(atPath: fixture.path)
        let error = try #require(throws: StoreError.self) { try restore(text, to: fixture.path) }
        #expect(error.description == "\(text): is broken: is not a database; use a backup that is sound")
        #expect(FileManager.default.contents(atPath: fixture.path) == before)
        #expect(!FileManager.default.fileExists(atPath: fixture.path + ".before-restore"))
    }
}
