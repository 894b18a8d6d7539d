import CLinux
import Glibc

/// One end of a UNIX socket that keeps packets apart (SOCK_SEQPACKET) and passes descriptors.
///
/// Calls block the thread they are made on: never call them on the cooperative pool. Sending and receiving from
/// several threads at once is fine; a packet is never torn.
///
/// Source: unix(7).
public final class PacketSocket: Sendable {
    /// The largest packet that may be sent, in bytes; it fits Linux' default send buffer of 212,992 bytes.
    public static let maximumByteCount = 200_000

    /// The largest number of descriptors beside one packet.
    public static let maximumDescriptorCount = Int(TAMIS_PACKET_DESCRIPTORS)

    /// The open descriptor, for `poll` and for passing on.
    public var descriptor: Int32 { owned.number }

    private let owned: OwnedDescriptor

    /// Takes over a connected socket.
    public init(owning descriptor: OwnedDescriptor) {
        owned = descriptor
    }

    /// Makes two connected sockets.
    ///
    /// - Throws: ``SystemError`` if descriptors are used up.
    public static func pair() throws(SystemError) -> (PacketSocket, PacketSocket) {
        var sockets: [Int32] = [-1, -1]
        guard tamis_packet_pair(&sockets) == 0 else { throw SystemError("socketpair") }
        return (
            PacketSocket(owning: OwnedDescriptor(sockets[0])), PacketSocket(owning: OwnedDescriptor(sockets[1]))
        )
    }

    /// Connects to the ``PacketListener`` at `path`.
    ///
    /// - Throws: ``SystemError``; its number is `ENOENT` or `ECONNREFUSED` where nothing listens, `EACCES` where this
    ///   user may not.
    public static func connect(path: String) throws(SystemError) -> PacketSocket {
        let descriptor = tamis_packet_connect(path)
        guard descriptor >= 0 else { throw SystemError("connect to \(path)") }
        return PacketSocket(owning: OwnedDescriptor(descriptor))
    }

    /// Sends one packet.
    ///
    /// - Parameters:
    ///   - bytes: 1 to ``maximumByteCount`` bytes.
    ///   - descriptors: up to ``maximumDescriptorCount`` of them; the other side gets copies.
    ///   - waits: whether to wait while the other side's buffer is full; otherwise that is the error `EAGAIN`.
    /// - Throws: ``SystemError``; its number is `EPIPE` or `ECONNRESET` if the other side is gone.
    public func send(_ bytes: [UInt8], descriptors: [Int32] = [], waits: Bool = true) throws(SystemError) {
        guard bytes.count <= Self.maximumByteCount else { throw SystemError("send of a packet", number: EMSGSIZE) }
        let result = tamis_packet_send(
            descriptor, bytes, bytes.count, descriptors, descriptors.count, waits ? 1 : 0)
        if result != 0 { throw SystemError("send of a packet") }
    }

    /// Receives the next packet.
    ///
    /// - Parameters:
    ///   - maximum: the most bytes a packet may have; a longer one is lost.
    ///   - deadline: when to give up; without it, never.
    /// - Throws: ``SystemError``; its number is `EMSGSIZE` for a packet that was too long.
    public func receive(
        maximum: Int = maximumByteCount, deadline: ContinuousClock.Instant? = nil
    ) throws(SystemError) -> PacketArrival {
        if let deadline {
            guard try waitUntilReadable(deadline) else { return .timedOut }
        }
        var descriptors = [Int32](repeating: -1, count: Self.maximumDescriptorCount)
        var descriptorCount = 0
        var received = 0
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: maximum) { buffer, count in
            received = tamis_packet_receive(descriptor, buffer.baseAddress, maximum, &descriptors, &descriptorCount)
            code = errno
            count = max(received, 0)
        }
        if received < 0 {
            if code == ECONNRESET { return .closed }
            throw SystemError("receive of a packet", number: code)
        }
        let passed = descriptors.prefix(descriptorCount).map { OwnedDescriptor($0) }
        return received == 0 ? .closed : .packet(Packet(bytes: bytes, descriptors: passed))
    }

    /// Waits for a packet or for the end.
    ///
    /// - Returns: false if neither came before the deadline.
    /// - Throws: ``SystemError``.
    public func waitUntilReadable(_ deadline: ContinuousClock.Instant) throws(SystemError) -> Bool {
        try descriptor.waitUntilReadable(deadline)
    }

    /// Ends this side's direction: the other side reads the end, and may still send.
    public func endSending() {
        Glibc.shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Takes no more requests: ``receive(maximum:deadline:)`` reads the end; what is being answered can still be sent.
    public func endReceiving() {
        Glibc.shutdown(descriptor, Int32(SHUT_RD))
    }

    /// Ends both directions: the other side reads the end, and a thread that waits here wakes up. The descriptor
    /// stays open until the last reference goes.
    public func shutdown() {
        Glibc.shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
