public import MailObject

/// One hand-over: what our Received field says of it, and where on its way the message is.
public struct Trace: Hashable, Sendable {
    /// Our name for the message.
    public let id: MailID
    /// Who handed it to us.
    public let client: ClientInfo
    /// SMTP, ESMTP or LMTP.
    public let sessionProtocol: SessionProtocol
    /// Before or after Postfix' queue.
    public let placement: Placement
    /// How far it has come.
    public let hops: HopCount
    /// When, as RFC 5322 §3.3 writes it, e.g. `Tue, 14 Nov 2023 10:20:30 +0100 (CET)`.
    public let date: String

    /// Makes a trace; by default of a message after the queue, on its first hop.
    public init(
        id: MailID, client: ClientInfo, sessionProtocol: SessionProtocol, placement: Placement = .afterQueue,
        hops: HopCount = HopCount(), date: String
    ) {
        self.id = id
        self.client = client
        self.sessionProtocol = sessionProtocol
        self.placement = placement
        self.hops = hops
        self.date = date
    }

    /// The Received field, folded as amavis folds it; `for` only where there is one recipient, so that no
    /// recipient learns of another.
    ///
    /// Source: RFC 5321 §4.4.
    func field(for recipients: [Recipient], settings: PolicySettings) -> HeaderField {
        var value: [UInt8] = []
        value.reserveCapacity(320)
        func add(_ text: String) { value.append(contentsOf: text.utf8) }
        add("from ")
        add(client.helo.isEmpty ? "unknown" : client.helo)
        if !client.address.isEmpty {
            add(" ([")
            add(literal(client.address))
            add("])")
        }
        add("\r\n by localhost (")
        add(settings.hostname)
        if !client.localAddress.isEmpty {
            add(" [")
            add(client.localAddress)
            add("]")
        }
        add(") (")
        add(settings.product)
        if client.localPort > 0 {
            add(", port ")
            add(String(client.localPort))
        }
        add(") with ")
        add(sessionProtocol.rawValue)
        add("\r\n id ")
        add(id.description)
        if recipients.count == 1, let path = recipients.first?.forwardPath, path.bytes.count < 200 {
            add(" for <")
            value += path.bytes
            add(">")
        }
        add("; ")
        add(date)
        return HeaderField(name: "Received", value: value)
    }

    /// An address literal without brackets: `192.0.2.1`, `IPv6:2001:db8::1`.
    private func literal(_ address: String) -> String {
        address.contains(":") ? "IPv6:" + address : address
    }
}
