import Glibc
import Synchronization

/// Stands between Tamis and its next hop, an SMTP server on loopback, and does wrong what a plan says.
///
/// It passes on one command at a time and knows of each transaction what the server took and what the client was
/// told of it. Where it answers itself, or closes, the server never sees a final dot that the client did not get
/// through.
public final class FaultyHop: Sendable {
    /// When the plan is asked.
    public enum Moment: Sendable {
        /// A connection was made: a fault of greeting or EHLO, if any.
        case connection(Int)
        /// A transaction begins: a fault of a later phase, if any.
        case transaction(Int)
    }

    /// Where clients connect to.
    public let port: Int
    let target: Int
    private let plan: @Sendable (Moment) -> HopFault?
    private let state = Mutex(State())

    private struct State {
        var listener: Int32?
        var connections = 0
        /// The clients' ends of connections that stand, by the connection's number.
        var clients: [Int: Int32] = [:]
        var transactions: [HopTransaction] = []
        var counts: [String: Int] = [:]
    }

    /// Listens at a free port and passes on to `target`.
    public init(to target: Int, plan: @escaping @Sendable (Moment) -> HopFault? = { _ in nil }) throws {
        self.target = target
        self.plan = plan
        port = try LoopbackPort.free()
        try listen()
    }

    deinit { refuseConnections() }

    /// All transactions so far.
    public var transactions: [HopTransaction] { state.withLock { $0.transactions } }

    /// How often each fault happened, by its description.
    public var faultCounts: [String: Int] { state.withLock { $0.counts } }

    /// Closes the listener: whoever connects is refused. Connections that stand stay.
    public func refuseConnections() {
        state.withLock { state in
            guard let listener = state.listener else { return }
            state.listener = nil
            // Wakes the thread in accept, which ends; the descriptor is ours to close.
            shutdown(listener, Int32(SHUT_RDWR))
            close(listener)
        }
    }

    /// Breaks every connection that stands, in whatever phase.
    public func hangUp() {
        state.withLock { state in
            for client in state.clients.values { shutdown(client, Int32(SHUT_RDWR)) }
        }
    }

    /// Listens, again.
    public func listen() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
        var reuse: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        guard LoopbackPort.withLoopbackAddress(port, { bind(listener, $0, $1) }) == 0, Glibc.listen(listener, 256) == 0
        else {
            let code = errno
            close(listener)
            throw DidNotHappen(description: "listen at \(port): \(String(cString: strerror(code)))")
        }
        state.withLock { $0.listener = listener }
        detachThread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                if client < 0, errno == EINTR || errno == ECONNABORTED { continue }
                guard client >= 0 else { return }
                guard let self else {
                    close(client)
                    return
                }
                let number = self.state.withLock { state in
                    state.connections += 1
                    state.clients[state.connections] = client
                    return state.connections
                }
                detachThread {
                    // Both sockets live as long as the dialogue; the number goes before its descriptor does.
                    let dialogue = FaultyHopDialogue(self, client: client, number: number)
                    dialogue.run()
                    _ = self.state.withLock { $0.clients.removeValue(forKey: number) }
                    withExtendedLifetime(dialogue) {}
                }
            }
        }
    }

    // MARK: For the dialogues

    func fault(at moment: Moment) -> HopFault? { plan(moment) }

    func count(_ fault: HopFault) { state.withLock { $0.counts[fault.description, default: 0] += 1 } }

    func begin(_ transaction: HopTransaction) -> Int {
        state.withLock { state in
            state.transactions.append(transaction)
            return state.transactions.count - 1
        }
    }

    func update(_ index: Int, _ change: (inout HopTransaction) -> Void) {
        state.withLock { change(&$0.transactions[index]) }
    }
}
