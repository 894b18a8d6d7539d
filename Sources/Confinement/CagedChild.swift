import CLinux
public import Descriptors
import Glibc

/// A process forked from the parent, with one socket to talk over and nothing else open but its standard streams.
public enum CagedChild {
    /// Forks. The child runs `body` on descriptor 3 and ends with the exit code that it gives.
    ///
    /// - Returns: the child's process id and the other end of its socket, which belongs to the caller.
    /// - Throws: `SystemError` if descriptors or processes are used up.
    public static func fork(_ body: (_ socket: Int32) -> Int32) throws(SystemError) -> (process: Int32, socket: Int32) {
        var sockets: [Int32] = [-1, -1]
        guard tamis_packet_pair(&sockets) == 0 else { throw SystemError("socketpair") }
        let process = tamis_fork()
        if process == 0 {
            // Descriptors are plain numbers here: an owner of one that was dropped later would close a number that
            // by then is another file's.
            dup2(sockets[1], 3)
            closefrom(4)
            _exit(body(3))
        }
        let code = errno
        close(sockets[1])
        guard process > 0 else {
            close(sockets[0])
            throw SystemError("fork", number: code)
        }
        return (process, sockets[0])
    }

    /// Waits for the child's end.
    public static func wait(_ process: Int32) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
