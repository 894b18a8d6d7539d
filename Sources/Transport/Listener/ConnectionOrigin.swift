import MailObject
import NIOCore

/// The place of ours that a connection came to.
struct ConnectionOrigin: Sendable {
    let endpoint: Endpoint
    let placement: Placement

    /// Who is at the other end.
    func client(of channel: any Channel) -> ClientInfo {
        guard case .tcp = endpoint else { return ClientInfo(address: "") }
        return ClientInfo(
            address: Self.address(channel.remoteAddress), port: channel.remoteAddress?.port ?? 0,
            localAddress: Self.address(channel.localAddress), localPort: channel.localAddress?.port ?? 0)
    }

    /// Whether the client may hand over mail. Who may reach a UNIX socket is a matter of its permissions.
    ///
    /// A TCP client that is gone already has no address any more, and may not.
    func allows(_ client: ClientInfo, _ accessList: [AddressRange]) -> Bool {
        if case .unix = endpoint { true } else { accessList.containsAddress(client.address) }
    }

    /// Without the prefix that an IPv4 address has on a socket of both families.
    private static func address(_ address: SocketAddress?) -> String {
        guard let text = address?.ipAddress else { return "" }
        let mapped = "::ffff:"
        return text.hasPrefix(mapped) && text.utf8.contains(UInt8(ascii: ".")) ? String(text.dropFirst(7)) : text
    }
}
