import Descriptors
import Foundation
import Testing

@Suite final class PacketListenerTests {
    let folder: String

    init() throws {
        var template = Array("/tmp/tamis-listener-XXXXXX".utf8CString)
        folder = String(cString: try #require(mkdtemp(&template)))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    @Test("Connections are accepted, packets go both ways, and the mode is as asked")
    func connects() throws {
        let listener = try PacketListener(path: folder + "/control.sock", mode: 0o660)
        let mode = try FileManager.default.attributesOfItem(atPath: listener.path)[.posixPermissions] as? Int
        #expect(mode == 0o660)
        let client = try PacketSocket.connect(path: listener.path)
        let server = try #require(try listener.accept())
        try client.send([1])
        #expect(try server.receive().packet?.bytes == [1])
        try server.send([2])
        #expect(try client.receive().packet?.bytes == [2])
    }

    @Test("A path with a live listener is in use; one that was left behind is replaced")
    func replaces() throws {
        let path = folder + "/control.sock"
        var first: PacketListener? = try PacketListener(path: path, mode: 0o600)
        #expect(throws: PacketListenerError.inUse(path: path)) { try PacketListener(path: path, mode: 0o600) }
        #expect(first?.path == path)
        first = nil
        #expect(FileManager.default.fileExists(atPath: path))
        #expect(throws: SystemError("connect to \(path)", number: ECONNREFUSED)) {
            try PacketSocket.connect(path: path)
        }
        let second = try PacketListener(path: path, mode: 0o600)
        _ = try PacketSocket.connect(path: second.path)
    }

    @Test("A file in the socket's place is left alone")
    func file() throws {
        let path = folder + "/control.sock"
        try Data("mine".utf8).write(to: URL(filePath: path))
        #expect(throws: PacketListenerError.notASocket(path: path)) { try PacketListener(path: path, mode: 0o600) }
        #expect(try Data(contentsOf: URL(filePath: path)) == Data("mine".utf8))
    }

    @Test("A path too long, a group unknown and a folder missing are said clearly")
    func errors() {
        let long = folder + "/" + String(repeating: "x", count: 120)
        #expect(throws: PacketListenerError.pathTooLong(path: long, limit: 107)) {
            try PacketListener(path: long, mode: 0o600)
        }
        #expect(throws: PacketListenerError.unknownGroup("no-such-group")) {
            try PacketListener(path: folder + "/s", mode: 0o600, group: "no-such-group")
        }
        let missing = folder + "/none/s"
        #expect(throws: PacketListenerError.system(SystemError("bind of \(missing)", number: ENOENT))) {
            try PacketListener(path: missing, mode: 0o600)
        }
    }

    @Test("Closing wakes the thread that waits for connections and removes the file")
    func close() async throws {
        let listener = try PacketListener(path: folder + "/control.sock", mode: 0o600, group: "root")
        let ended = Task.detached { try listener.accept() == nil }
        listener.close()
        #expect(try await ended.value)
        #expect(!FileManager.default.fileExists(atPath: listener.path))
    }
}
