import Descriptors
import Glibc
import NIOCore

/// Stops accepting for a moment where accept(2) fails for want of descriptors or memory, or few descriptors are left;
/// connections wait in the kernel's queue meanwhile.
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
        _ = DescriptorReserve.shared.isShort()
        begin(context, error)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if end == nil, DescriptorReserve.shared.isShort() {
            begin(context, IOError(errnoCode: EMFILE, reason: "accept"))
        }
        context.fireChannelReadComplete()
    }

    private func begin(_ context: ChannelHandlerContext, _ error: IOError) {
        guard end == nil else { return }
        note(error)
        try? context.channel.syncOptions?.setOption(.autoRead, value: false)
        scheduleEnd(context)
    }

    private func scheduleEnd(_ context: ChannelHandlerContext) {
        let options = context.channel.syncOptions
        end = context.eventLoop.assumeIsolated().scheduleTask(in: Self.length) {
            self.end = nil
            if DescriptorReserve.shared.isShort() { return self.scheduleEnd(context) }
            try? options?.setOption(.autoRead, value: true)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end?.cancel()
        context.fireChannelInactive()
    }
}
