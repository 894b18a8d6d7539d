import Descriptors
import Glibc
import Testing

@Suite struct PacketSocketTests {
    @Test("Packets keep their borders and their order")
    func borders() throws {
        let (left, right) = try PacketSocket.pair()
        try left.send([1, 2, 3])
        try left.send([4])
        #expect(try right.receive().packet?.bytes == [1, 2, 3])
        #expect(try right.receive().packet?.bytes == [4])
    }

    @Test("The largest packet goes through; a larger one is refused")
    func largest() throws {
        let (left, right) = try PacketSocket.pair()
        let bytes = [UInt8](repeating: 7, count: PacketSocket.maximumByteCount)
        try left.send(bytes)
        #expect(try right.receive().packet?.bytes == bytes)
        #expect(throws: SystemError("send of a packet", number: EMSGSIZE)) { try left.send(bytes + [0]) }
    }

    @Test("A packet longer than the receiver allows is an error, and the next one arrives whole")
    func tooLong() throws {
        let (left, right) = try PacketSocket.pair()
        try left.send([1, 2, 3, 4], descriptors: [0])
        try left.send([5])
        #expect(throws: SystemError("receive of a packet", number: EMSGSIZE)) { try right.receive(maximum: 3) }
        #expect(try right.receive(maximum: 3).packet?.bytes == [5])
    }

    @Test("Descriptors arrive as descriptors of the same file, close-on-exec")
    func descriptors() throws {
        let (left, right) = try PacketSocket.pair()
        let content = try ContentFile.holding(Array("hello".utf8))
        let answer = try AnswerFile(capacity: 64)
        try left.send([1], descriptors: [content.descriptor, answer.descriptor])
        let packet = try #require(try right.receive().packet)
        try #require(packet.descriptors.count == 2)
        #expect(fcntl(packet.descriptors[0].number, F_GETFD) & FD_CLOEXEC != 0)
        let received = try ContentFile(received: packet.descriptors[0])
        #expect(received.bytes(in: 0..<5) == Array("hello".utf8))
        try AnswerFile(received: packet.descriptors[1]).write([9, 8])
        #expect(answer.read(count: 2) == [9, 8])
    }

    @Test("A closed end is the end, for the receiver and for the sender")
    func closed() throws {
        var pair: (PacketSocket, PacketSocket)? = try PacketSocket.pair()
        let left = try #require(pair?.0)
        pair = nil
        #expect(try left.receive().isClosed)
        #expect(throws: SystemError("send of a packet", number: EPIPE)) { try left.send([1]) }
    }

    @Test("A deadline in the past gives what is there, else the time is up")
    func deadline() throws {
        let (left, right) = try PacketSocket.pair()
        if case .timedOut = try right.receive(deadline: .now) {} else { Issue.record("something came") }
        try left.send([1])
        #expect(try right.receive(deadline: .now - .seconds(1)).packet?.bytes == [1])
    }

    @Test("A full buffer is an error for a sender that does not wait")
    func full() throws {
        let (left, _right) = try PacketSocket.pair()
        let bytes = [UInt8](repeating: 0, count: 1_000)
        #expect(throws: SystemError("send of a packet", number: EAGAIN)) {
            for _ in 0..<10_000 { try left.send(bytes, waits: false) }
        }
        withExtendedLifetime(_right) {}
    }

    @Test("A content that is not sealed is not taken")
    func unsealed() throws {
        let answer = try AnswerFile(capacity: 8)
        let copy = OwnedDescriptor(dup(answer.descriptor))
        #expect(throws: SystemError("seals of a content", number: EPERM)) { try ContentFile(received: copy) }
    }
}

extension PacketArrival {
    var packet: Packet? {
        if case .packet(let packet) = self { packet } else { nil }
    }

    var isClosed: Bool {
        if case .closed = self { true } else { false }
    }
}
