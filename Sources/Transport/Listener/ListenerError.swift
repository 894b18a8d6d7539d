import Glibc

/// An address cannot be listened on.
public struct ListenerError: Error, Sendable, CustomStringConvertible {
    /// The address.
    public let address: Endpoint
    /// What the system said, and who has the address, if that can be seen.
    public let cause: String
    /// What to do about it.
    public let remedy: String

    init(_ address: Endpoint, number: Int32) {
        let holder = number == EADDRINUSE ? SocketHolder(of: address) : nil
        self.address = address
        cause = String(cString: strerror(number)) + (holder.map { " by \($0)" } ?? "")
        remedy =
            switch number {
            case EADDRINUSE where holder?.process == 1:
                "a socket unit of systemd has it (systemctl list-sockets shows it): stop that or choose another address"
            case EADDRINUSE where holder != nil: "stop that or choose another address"
            case EADDRINUSE: "stop the program that listens there (ss -ltnp shows it) or choose another address"
            case EADDRNOTAVAIL: "choose an address that this host has (ip address shows them)"
            case EACCES, EPERM:
                "choose a port above 1023, or a folder that the user of this process may write to"
            case ENOENT, ENOTDIR: "make the folder of the socket"
            default: "choose another address"
            }
    }

    init(_ address: Endpoint, cause: String, remedy: String = "choose another address") {
        self.address = address
        self.cause = cause
        self.remedy = remedy
    }

    /// `cannot listen on 127.0.0.1:10024: Address already in use by tamis (pid 4711); stop …`.
    public var description: String { "cannot listen on \(address): \(cause); \(remedy)" }
}
