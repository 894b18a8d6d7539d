import Foundation
import Testing

@testable import tamis

@Suite("Mail sources")
struct MailSourceTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tamis-mail-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func write(_ path: String, _ text: String) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private func names(_ paths: String...) -> [String] {
        let prefix = folder.path + "/"
        return MailSource(paths: paths.map { prefix + $0 }, limit: 1 << 20).map { item in
            let name = item.name.hasPrefix(prefix) ? String(item.name.dropFirst(prefix.count)) : item.name
            if case .failure(let error) = item.content { return "\(name)! \(error.reason)" }
            return name
        }
    }

    @Test("A folder is walked in order of name, hidden files left out")
    func walk() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("mail/b", "x")
        try write("mail/a/2", "x")
        try write("mail/a/1", "x")
        try write("mail/.hidden", "x")
        #expect(names("mail") == ["mail/a/1", "mail/a/2", "mail/b"])
    }

    @Test("A Maildir gives cur and new and its subfolders, never tmp")
    func maildir() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in [
            "cur/1:2,S", "new/2", "tmp/3", ".Junk/cur/4:2,", ".Junk/new/.keep", ".Junk/tmp/5", "dovecot.index",
        ] {
            try write("md/" + name, "x")
        }
        try write("md/.Junk/new/6", "x")
        #expect(Set(names("md")) == ["md/cur/1:2,S", "md/new/2", "md/.Junk/cur/4:2,", "md/.Junk/new/6"])
    }

    @Test("Drafts and what was thrown away are passed over in a Maildir, unless they are named themselves")
    func flags() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["cur/1:2,S", "cur/2:2,ST", "cur/3:2,DS", "cur/4:2,FRS", "new/5"] { try write("md/" + name, "x") }
        #expect(names("md") == ["md/cur/1:2,S", "md/cur/4:2,FRS", "md/new/5"])
        #expect(names("md/cur") == ["md/cur/1:2,S", "md/cur/4:2,FRS"])
        #expect(names("md/cur/2:2,ST") == ["md/cur/2:2,ST"])
    }

    @Test("A list names files by line, or by NUL where there is one")
    func list() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("lines", "a b\n/c\n\n")
        #expect(try PathList.paths(in: folder.path + "/lines") == ["a b", "/c"])
        try write("nulls", "a\nb\0/c\0")
        #expect(try PathList.paths(in: folder.path + "/nulls") == ["a\nb", "/c"])
        try write("none", "\n")
        #expect(throws: OperationError.self) { try PathList.paths(in: folder.path + "/none") }
        #expect(throws: OperationError.self) { try PathList.paths(in: folder.path + "/missing") }
    }

    @Test("An mbox gives its messages, numbered; a file of one message keeps its name")
    func mbox() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("two", "From a\nx: 1\n\n1\n\nFrom b\nx: 2\n\n2\n")
        try write("one", "From a\nx: 1\n\n1\n")
        #expect(names("two", "one") == ["two:1", "two:2", "one"])
    }

    @Test("What cannot be read is named, and the rest goes on")
    func missing() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("there", "x")
        #expect(names("missing", "there") == ["missing! no such file or folder", "there"])
        #expect(MailSource(paths: [folder.path + "/missing", folder.path], limit: 1).countFiles() == 2)
    }

    @Test("A named pipe is read where it is named itself, and is no file where it lies in a folder")
    func pipe() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("mail/b", "x")
        let path = folder.path + "/mail/a"
        try #require(mkfifo(path, 0o600) == 0)
        #expect(names("mail") == ["mail/a! not a file", "mail/b"])
        let writer = Thread { try? Data("Subject: x\n\ny\n".utf8).write(to: URL(filePath: path), options: []) }
        writer.start()
        let items = Array(MailSource(paths: [path], limit: 1 << 20))
        #expect(try items.map { try $0.content.get() } == [Array("Subject: x\n\ny\n".utf8)])
    }

    @Test("A link to a folder is not followed: a loop would never end")
    func loop() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("mail/a", "x")
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "mail/loop"), withDestinationURL: folder.appending(path: "mail"))
        #expect(names("mail") == ["mail/a"])
    }
}
