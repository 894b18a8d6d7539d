import Glibc

extension Int32 {
    /// Waits until this descriptor is readable or at its end.
    ///
    /// - Returns: false if that did not come before the deadline.
    func waitUntilReadable(_ deadline: ContinuousClock.Instant) throws(SystemError) -> Bool {
        while true {
            var entry = pollfd(fd: self, events: Int16(POLLIN), revents: 0)
            let count = poll(&entry, 1, deadline.pollTimeout)
            if count > 0 { return true }
            if count < 0, errno != EINTR { throw SystemError("poll") }
            if deadline <= .now { return false }
        }
    }
}

extension ContinuousClock.Instant {
    /// What `poll` takes to wait until this instant: milliseconds, rounded up, at most a day.
    public var pollTimeout: Int32 {
        let (seconds, attoseconds) = (self - .now).components
        if seconds < 0 || attoseconds < 0 { return 0 }
        return Int32(min(seconds, 86_400) * 1_000) + Int32((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
