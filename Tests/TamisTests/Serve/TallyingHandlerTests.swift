import Descriptors
import MailObject
import SMTP
import Testing

@testable import tamis

@Suite("Messages in work")
struct TallyingHandlerTests {
    /// Answers when it is told to.
    private struct SlowHandler: MessageHandler {
        let gate: AsyncStream<Void>

        func handle(_ message: ReceivedMessage) async -> [Reply] {
            for await _ in gate { break }
            return [Reply(250, EnhancedCode(2, 0, 0), "ok")]
        }
    }

    @Test("At the end the messages in work are waited for, though not for ever")
    func settle() async throws {
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let handler = TallyingHandler(SlowHandler(gate: gate))
        let message = ReceivedMessage(
            id: MailID(), client: ClientInfo(address: "192.0.2.1"), sessionProtocol: .lmtp, placement: .afterQueue,
            envelope: Envelope(reversePath: Path(""), recipients: [Recipient(forwardPath: Path("a@example.org"))]),
            content: try ContentFile.holding(Array("\r\n".utf8)), replacedOctets: 0, arrival: .now)
        async let replies = handler.handle(message)
        while !handler.isAtWork { await Task.yield() }
        // Too short: it gives up.
        await handler.settle(within: .milliseconds(50))
        #expect(handler.isAtWork)
        opener.yield()
        await handler.settle(within: .seconds(60))
        #expect(!handler.isAtWork)
        #expect(await replies.count == 1)
        #expect(handler.tally.passed == 1)
    }
}
