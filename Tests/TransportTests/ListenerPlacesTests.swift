import Foundation
import Logging
import MailObject
import SMTP
import Synchronization
import TestSupport
import Testing
import Transport

/// Where it listens, and for whom.
@Suite("SMTPListener: places", .timeLimit(.minutes(5)))
struct ListenerPlacesTests {
    private static let message =
        "EHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\nDATA\r\nHello\r\n.\r\nQUIT\r\n"

    @Test("Each message says whether it came before or after the queue, over TCP and UNIX sockets")
    func placements() async throws {
        let folder = try TemporaryFolder()
        let recorder = Recorder()
        try await withListener(recorder) {
            $0.places = [
                ListeningPlace(.tcp(host: "127.0.0.1", port: 0), placement: .beforeQueue),
                ListeningPlace(.tcp(host: "127.0.0.1", port: 0)),
                ListeningPlace(.unix(path: folder.path + "/before"), placement: .beforeQueue),
            ]
        } _: { listener, _ in
            for address in listener.boundAddresses {
                let output = try await blocking {
                    let client = try RawSocket(to: address)
                    try client.send(Self.message)
                    return client.readToEnd()
                }
                #expect(output.contains("250 2.0.0"))
            }
        }
        #expect(recorder.received.map(\.placement) == [.beforeQueue, .afterQueue, .beforeQueue])
        #expect(recorder.received.map(\.client.address) == ["127.0.0.1", "127.0.0.1", ""])
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/before"))
    }

    @Test("A UNIX socket has the permissions it should have, whatever the umask, and its file goes at the end")
    func permissions() async throws {
        let folder = try TemporaryFolder()
        for mode in [0o600, 0o660, 0o666] {
            try await withListener(Recorder()) {
                $0.places.append(ListeningPlace(.unix(path: folder.path + "/socket")))
                $0.socketMode = mode
            } _: { _, _ in
                var status = stat()
                #expect(stat(folder.path + "/socket", &status) == 0)
                #expect(Int(status.st_mode & 0o7777) == mode)
            }
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/socket"))
        }
    }

    @Test("A socket file that another process has put in the place of ours stays")
    func foreignFile() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/socket"
        try await withListener(Recorder()) {
            $0.places.append(ListeningPlace(.unix(path: path)))
        } _: { _, _ in
            unlink(path)
            try folder.write("another", to: "socket")
        }
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test("A file that is no socket is not replaced")
    func noSocket() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("precious", to: "socket")
        let listener = SMTPListener(
            settings: ListenerSettings(addresses: [.unix(path: path)]), handler: Recorder(), logger: quietLogger)
        await #expect(throws: ListenerError.self) { try await listener.bind() }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    }

    @Test("A socket that is handed over is listened on, and what waits in its queue is served")
    func inherited() async throws {
        let (socket, address) = try RawSocket.listening()
        let waiting = try RawSocket(to: address)
        try waiting.send(Self.message)
        let recorder = Recorder()
        try await withListener(recorder) {
            $0.places = [ListeningPlace(inherited: dup(socket.descriptor), placement: .beforeQueue)]
        } _: { _, bound in
            #expect(bound == address)
            let output = try await blocking { waiting.readToEnd() }
            #expect(output.contains("250 2.0.0"))
        }
        #expect(recorder.received.map(\.placement) == [.beforeQueue])
        // The other holder still has it: a connection is not refused.
        _ = try RawSocket(to: address)
    }

    @Test("What is handed over and is no socket that listens is an error that says what to do")
    func inheritedNonsense() async throws {
        var pair: [Int32] = [-1, -1]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
        defer { close(pair[1]) }
        let listener = SMTPListener(
            settings: ListenerSettings(places: [ListeningPlace(inherited: pair[0])]), handler: Recorder(),
            logger: quietLogger)
        let error = await #expect(throws: ListenerError.self) { try await listener.bind() }
        #expect(error?.description.contains("ListenStream=") == true)
    }

    @Test(
        "Law 13: a client that is not in the list is accepted, told 421 and closed, whatever it sends; UNIX always may")
    func accessList() async throws {
        let folder = try TemporaryFolder()
        let recorder = Recorder()
        let lines = LogLines()
        let settings = ListenerSettings(
            places: [.tcp(host: "127.0.0.1", port: 0), .unix(path: folder.path + "/socket")].map { ListeningPlace($0) },
            accessList: ["192.0.2.0/24", "::1"].compactMap(AddressRange.init))
        let askedFor = Mutex<[String]>([])
        let listener = SMTPListener(settings: settings, handler: recorder, logger: lines.logger) { _, client in
            askedFor.withLock { $0.append(client.address) }
            return .all
        }
        try await listener.bind()
        async let running: Void = listener.run()
        let addresses = listener.boundAddresses
        let outputs = try await blocking {
            try (0..<50).map { _ in
                let client = try RawSocket(to: addresses[0])
                try client.send(Self.message)
                return client.readToEnd()
            }
        }
        for output in outputs {
            #expect(output == "421 4.7.1 [127.0.0.1] Access denied for [127.0.0.1], see smtp.inet_acl\r\n")
        }
        #expect(recorder.received.isEmpty)
        #expect(askedFor.withLock { $0.isEmpty }, "who is turned away makes no next hop known")
        #expect(lines.count(of: "is not in smtp.inet_acl") == 10, "a flood of clients is no flood of lines")

        let unix = try await blocking {
            let client = try RawSocket(to: addresses[1])
            try client.send(Self.message)
            return client.readToEnd()
        }
        #expect(unix.contains("250 2.0.0"))

        // The list changes while it runs.
        var changed = settings
        changed.accessList.append(try #require(AddressRange("127.0.0.1")))
        listener.apply(changed)
        let welcome = try await blocking {
            let client = try RawSocket(to: addresses[0])
            try client.send(Self.message)
            return client.readToEnd()
        }
        #expect(welcome.hasPrefix("220 ") && welcome.contains("250 2.0.0"))
        listener.shutDown()
        try await running
    }

    @Test("A size limit that changes holds for the connections that come after, and no dialogue changes its mind")
    func liveSettings() async throws {
        try await withListener(Recorder()) {
            $0.sizeLimit = 5_000
        } _: { listener, address in
            let old = try RawSocket(to: address)
            _ = try await blocking { try old.read(until: "220 ") }
            var settings = ListenerSettings(addresses: [])
            settings.sizeLimit = 7_000
            listener.apply(settings)
            let (first, second) = try await blocking {
                let new = try RawSocket(to: address)
                try new.send("EHLO x\r\nQUIT\r\n")
                try old.send("EHLO x\r\nQUIT\r\n")
                return (old.readToEnd(), new.readToEnd())
            }
            #expect(first.contains("SIZE 5000\r\n"))
            #expect(second.contains("SIZE 7000\r\n"))
        }
    }

    @Test("It knows its clients by address and port, as long as they are connected")
    func isConnected() async throws {
        try await withListener(Recorder()) { listener, address in
            let client = try RawSocket(to: address)
            _ = try await blocking { try client.read(until: "220 ") }
            let port = try client.localPort()
            #expect(listener.isConnected(from: "127.0.0.1", port: port))
            #expect(!listener.isConnected(from: "127.0.0.2", port: port))
            #expect(!listener.isConnected(from: "127.0.0.1", port: port ^ 1))
            client.abort()
            try await eventually("connection is gone") { !listener.isConnected(from: "127.0.0.1", port: port) }
        }
    }

    @Test("The clients of a UNIX socket are not known by address: none is taken for a connection of our own")
    func isConnectedByPath() async throws {
        let folder = try TemporaryFolder()
        try await withListener(
            Recorder(), settings: { $0.places = [ListeningPlace(.unix(path: folder.path + "/socket"))] }
        ) { listener, address in
            let client = try RawSocket(to: address)
            _ = try await blocking { try client.read(until: "220 ") }
            #expect(listener.connectionCount == 1)
            #expect(!listener.isConnected(from: "", port: 0))
        }
    }

    @Test("Law 13: a listener whose socket ends by itself finishes what is in work and says so")
    func socketEnds() async throws {
        let (socket, endpoint) = try RawSocket.listening()
        let own = dup(socket.descriptor)
        let settings = ListenerSettings(places: [ListeningPlace(inherited: own)])
        let listener = SMTPListener(settings: settings, handler: Recorder(), logger: quietLogger)
        try await listener.bind()
        let running = Task { try await listener.run() }
        let client = try RawSocket(to: endpoint)
        _ = try await blocking { try client.read(until: "220 ") }
        // The same socket: the listener's accept fails from now on.
        shutdown(socket.descriptor, Int32(SHUT_RDWR))
        let rest = try await blocking { client.readToEnd() }
        #expect(rest.hasPrefix("421 4.3.2 "))
        await #expect(throws: ListenerError.self) { try await running.value }
    }

    @Test("An address that is taken names who has it")
    func holder() async throws {
        let folder = try TemporaryFolder()
        let (socket, taken) = try RawSocket.listening()
        defer { withExtendedLifetime(socket) {} }
        let holder = try #require(SocketHolder(of: taken))
        #expect(holder.process == getpid())
        #expect(!holder.name.isEmpty)
        try await withListener(Recorder()) {
            $0.places = [.tcp(host: "::1", port: 0), .unix(path: folder.path + "/s")].map { ListeningPlace($0) }
        } _: { listener, _ in
            for address in listener.boundAddresses + [taken] {
                let second = SMTPListener(
                    settings: ListenerSettings(addresses: [address]), handler: Recorder(), logger: quietLogger)
                let error = await #expect(throws: ListenerError.self) { try await second.bind() }
                #expect(
                    error?.description
                        == "cannot listen on \(address): Address already in use by \(holder); "
                        + "stop that or choose another address")
            }
        }
        #expect(SocketHolder(of: .unix(path: folder.path + "/s")) == nil)
    }
}
