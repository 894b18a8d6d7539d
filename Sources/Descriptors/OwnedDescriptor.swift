import Glibc

/// A descriptor that closes with its last reference.
public final class OwnedDescriptor: Sendable {
    /// The open descriptor.
    public let number: Int32

    /// Takes over an open descriptor.
    public init(_ number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }
}
