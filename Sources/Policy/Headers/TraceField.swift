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
        let peer = client.address.isEmpty ? "" : " ([\(literal(client.address))])"
        let own = client.localAddress.isEmpty ? settings.hostname : "\(settings.hostname) [\(client.localAddress)]"
        let port = client.localPort > 0 ? ", port \(client.localPort)" : ""
        var value = Array("from \(client.helo.isEmpty ? "unknown" : client.helo)\(peer)\r\n".utf8)
        value += Array(" by localhost (\(own)) (\(settings.product)\(port)) with \(sessionProtocol.rawValue)\r\n".utf8)
        value += Array(" id \(id)".utf8)
        if recipients.count == 1, let path = recipients.first?.forwardPath, path.bytes.count < 200 {
            value += Array(" for <".utf8) + path.bytes + Array(">".utf8)
        }
        value += Array("; \(date)".utf8)
        return HeaderField(name: "Received", value: value)
    }

    /// An address literal without brackets: `192.0.2.1`, `IPv6:2001:db8::1`.
    private func literal(_ address: String) -> String {
        address.contains(":") ? "IPv6:" + address : address
    }
}
