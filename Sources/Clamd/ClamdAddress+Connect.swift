import CLinux
public import Descriptors
public import Evidence
import Glibc

extension ClamdAddress {
    /// Connects.
    ///
    /// Blocks the thread it is called on; a host's name takes as long as the system's resolver does beside it.
    ///
    /// - Parameter patience: how long the other side may take.
    public func connect(within patience: Duration) throws(ClamdError) -> OwnedDescriptor {
        let milliseconds = Int32(clamping: Int(patience / .milliseconds(1)))
        let descriptor =
            switch self {
            case .unix(let path): tamis_stream_connect_unix(path, milliseconds)
            case .tcp(let host, let port): tamis_stream_connect_tcp(host, String(port), milliseconds)
            }
        guard descriptor >= 0 else {
            let code = errno
            throw ClamdError(address: self, cause: String(cString: strerror(code)), wasSlow: code == ETIMEDOUT)
        }
        return OwnedDescriptor(descriptor)
    }

    /// Asks for the version, on a connection of its own.
    ///
    /// Blocks the thread it is called on, at most for twice the `patience`.
    public func version(within patience: Duration) throws(ClamdError) -> ClamdVersion {
        let descriptor = try connect(within: patience)
        let deadline = ContinuousClock.now + patience
        let command = Array("zVERSION\0".utf8)
        guard send(descriptor.number, command, command.count, Int32(MSG_NOSIGNAL)) == command.count else {
            throw ClamdError(address: self, cause: String(cString: strerror(errno)))
        }
        var reply: [UInt8] = []
        while reply.last != 0 {
            var entry = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
            if poll(&entry, 1, deadline.pollTimeout) <= 0, deadline <= .now {
                throw ClamdError(address: self, cause: "it does not answer", wasSlow: true)
            }
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = recv(descriptor.number, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0, reply.count + count <= 256 else {
                throw ClamdError(address: self, cause: "it does not answer as a clamd does")
            }
            reply += buffer[..<count]
        }
        guard let version = ClamdVersion(reply: reply.dropLast()) else {
            throw ClamdError(address: self, cause: "it does not answer as a clamd does")
        }
        return version
    }
}
