import Loopback

/// What to send, where to and how.
struct LoadSettings {
    static let usage = """
        Usage: smtp-load --port N [options] [--index FILE | PATH…]

        Sends the messages of files, folders or an index of lines '<class> <path>', round robin.

          --host ADDRESS      IPv4 address of the server (127.0.0.1)
          --port N            its port
          --sessions N        connections at the same time (20)
          --messages N        how many to send (10000)
          --reuse             many messages over each connection (the default)
          --no-reuse          one message a connection
          --rate R            open loop: R messages a second, whatever the answers take; the time of a message
                              runs from the moment it was due
          --xforward          tell of a client by XFORWARD, with a new IDENT for each message
          --lmtp              speak LMTP
          --from ADDRESS      sender (load@example.org)
          --to ADDRESS        recipient (user@example.org)
          --skip N, --take N  leave out the first N messages; load N at most
          --timeout N         seconds after which a message without an answer has failed (300)
          --json              print one JSON object

        It ends with 0 if every message was taken, 1 if not, 64 if the command line is wrong.

        """

    var host: String
    var port: UInt16
    var sessions: Int
    var messages: Int
    var reusesConnections: Bool
    /// Messages a second; nil sends the next one as soon as a session is free.
    var rate: Int?
    var sendsXFORWARD: Bool
    var speaksLMTP: Bool
    var sender: String
    var recipient: String
    var skip: Int
    var take: Int
    var timeoutNanoseconds: UInt64
    var printsJSON: Bool
    var indexes: [String]
    var paths: [String]

    init(_ words: [String]) throws {
        var arguments = Arguments(words)
        host = try arguments.text("--host") ?? "127.0.0.1"
        guard let port = try arguments.integer("--port", in: 1...65_535) else {
            throw Arguments.Misuse("--port is needed")
        }
        self.port = UInt16(port)
        sessions = try arguments.integer("--sessions", in: 1...10_000) ?? 20
        messages = try arguments.integer("--messages", in: 1...100_000_000) ?? 10_000
        let reuse = arguments.flag("--reuse")
        reusesConnections = !arguments.flag("--no-reuse")
        if reuse, !reusesConnections { throw Arguments.Misuse("--reuse and --no-reuse exclude each other") }
        rate = try arguments.integer("--rate", in: 1...1_000_000)
        sendsXFORWARD = arguments.flag("--xforward")
        speaksLMTP = arguments.flag("--lmtp")
        sender = try arguments.text("--from") ?? "load@example.org"
        recipient = try arguments.text("--to") ?? "user@example.org"
        skip = try arguments.integer("--skip", in: 0...Int(Int32.max)) ?? 0
        take = try arguments.integer("--take", in: 1...Int(Int32.max)) ?? .max
        timeoutNanoseconds = UInt64(try arguments.integer("--timeout", in: 1...86_400) ?? 300) * 1_000_000_000
        printsJSON = arguments.flag("--json")
        indexes = try arguments.texts("--index")
        paths = try arguments.rest()
        if indexes.isEmpty, paths.isEmpty { throw Arguments.Misuse("name at least one message, folder or index") }
    }
}
