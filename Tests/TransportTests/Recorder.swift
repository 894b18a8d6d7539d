import Descriptors
import Logging
import MailObject
import SMTP
import Synchronization
import Testing
import Transport

/// A handler that keeps what it is given and answers as told.
final class Recorder: MessageHandler {
    private let messages = Mutex<[ReceivedMessage]>([])
    private let answer: @Sendable (ReceivedMessage) async -> [Reply]

    init(
        answer: @escaping @Sendable (ReceivedMessage) async -> [Reply] = { message in
            message.envelope.recipients.map { _ in
                Reply(250, EnhancedCode(2, 0, 0), "Ok: queued as \(message.id)")
            }
        }
    ) {
        self.answer = answer
    }

    func handle(_ message: ReceivedMessage) async -> [Reply] {
        messages.withLock { $0.append(message) }
        return await answer(message)
    }

    var received: [ReceivedMessage] { messages.withLock { $0 } }
    var contents: [[UInt8]] { received.map { $0.content.bytes(in: 0..<$0.content.byteCount) } }
}

/// Opens once; who waits before that waits.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}

let quietLogger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

/// Runs `body` with a listener on a free loopback port, then takes it down; everything must have ended then.
func withListener(
    _ handler: any MessageHandler, settings: (inout ListenerSettings) -> Void = { _ in },
    announcement: @escaping @Sendable () -> Announcement = { .all },
    _ body: (SMTPListener, Endpoint) async throws -> Void
) async throws {
    var made = ListenerSettings(addresses: [.tcp(host: "127.0.0.1", port: 0)])
    settings(&made)
    let listener = SMTPListener(
        settings: made, handler: handler, logger: quietLogger, announcement: { _, _ in announcement() })
    try await listener.bind()
    let address = try #require(listener.boundAddresses.first)
    async let running: Void = listener.run()
    do {
        try await body(listener, address)
    } catch {
        listener.shutDown()
        try await running
        throw error
    }
    listener.shutDown()
    try await running
    #expect(listener.bytesInFlight == 0)
}

/// A transaction with a content of its own.
func transaction(
    _ content: [UInt8], to recipients: [String] = ["b@example.net"], mailParameters: [ESMTPParameter] = [],
    forwarded: [XFORWARDAttribute: String] = [:], deadline: Duration = .seconds(900), allOrNothing: Bool = false
) throws -> OutgoingTransaction {
    let file = try ContentFile.holding(content)
    return OutgoingTransaction(
        client: ClientInfo(address: "127.0.0.1", forwarded: forwarded),
        envelope: Envelope(
            reversePath: Path("a@example.org"), mailParameters: mailParameters,
            recipients: recipients.map { Recipient(forwardPath: Path($0)) }),
        content: OutgoingContent(file: file, pieces: [.range(0..<file.byteCount)]), deadline: .now + deadline,
        unity: allOrNothing ? .deferral : .none)
}

/// Octets of text.
func octets(_ text: String) -> [UInt8] { Array(text.utf8) }
