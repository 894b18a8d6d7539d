/// One packet as it came in: its bytes and the descriptors beside them.
public struct Packet: Sendable {
    /// The bytes; never empty.
    public let bytes: [UInt8]
    /// The descriptors that were passed, in order; each closes with its last reference.
    public let descriptors: [OwnedDescriptor]

    /// Makes a packet.
    public init(bytes: [UInt8], descriptors: [OwnedDescriptor] = []) {
        self.bytes = bytes
        self.descriptors = descriptors
    }
}

/// What waiting for a packet gave.
public enum PacketArrival: Sendable {
    /// A packet.
    case packet(Packet)
    /// The other side has closed its end, or is gone.
    case closed
    /// Nothing came before the deadline.
    case timedOut
}
