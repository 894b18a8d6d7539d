import Glibc

/// Nanoseconds of the monotonic clock.
public func monotonicNanoseconds() -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
}

/// Nanoseconds that the processors have spent on this process.
public func processorNanoseconds() -> UInt64 {
    var spent = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent)
    return UInt64(spent.tv_sec) * 1_000_000_000 + UInt64(spent.tv_nsec)
}
