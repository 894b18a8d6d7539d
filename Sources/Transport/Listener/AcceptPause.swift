import Glibc
import NIOCore

/// Stops accepting for a moment where accept(2) fails for want of descriptors or memory; connections wait in the
/// kernel's queue meanwhile.
///
/// NIO's own `AcceptBackoffHandler` puts off the next read only: the socket stays in the poll, and spins.
final class AcceptPause: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private static let length = TimeAmount.milliseconds(200)

    private let note: @Sendable (IOError) -> Void
    private var end: Scheduled<Void>?

    init(note: @escaping @Sendable (IOError) -> Void) {
        self.note = note
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? IOError, [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(error.errnoCode) else {
            return context.fireErrorCaught(error)
        }
        guard end == nil else { return }
        note(error)
        let options = context.channel.syncOptions
        try? options?.setOption(.autoRead, value: false)
        end = context.eventLoop.assumeIsolated().scheduleTask(in: Self.length) {
            self.end = nil
            try? options?.setOption(.autoRead, value: true)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end?.cancel()
        context.fireChannelInactive()
    }
}
