public import Evidence
import Glibc

/// A clamd cannot be reached, or does not answer as one.
public struct ClamdError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it should listen.
    public let address: ClamdAddress
    /// What went wrong.
    public let cause: String
    /// Whether it took all the time there was to find out.
    public let wasSlow: Bool

    /// Makes an error.
    public init(address: ClamdAddress, cause: String, wasSlow: Bool = false) {
        self.address = address
        self.cause = cause
        self.wasSlow = wasSlow
    }

    /// `/run/clamav/clamd.ctl: No such file or directory; see that clamd runs (systemctl status clamav-daemon)`.
    public var description: String {
        "\(address): \(cause); see that clamd runs (systemctl status clamav-daemon)"
    }
}
