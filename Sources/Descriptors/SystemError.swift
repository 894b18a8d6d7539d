import Glibc

/// A system call failed.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried, e.g. `memfd_create` or `open /var/lib/tamis`.
    public let operation: String
    /// The error number.
    public let number: Int32

    /// The failure of `operation` with a known number.
    public init(_ operation: String, number: Int32) {
        self.operation = operation
        self.number = number
    }

    /// The failure of the call that was just made: takes `errno`.
    public init(_ operation: String) {
        self.init(operation, number: errno)
    }

    /// `memfd_create: Too many open files`.
    public var description: String { "\(operation): \(String(cString: strerror(number)))" }
}
