/// Who looks for viruses.
public enum ScanEngine: Hashable, Sendable {
    /// libclamav, in the worker itself.
    case libclamav
    /// A clamd, which a child of the worker asks over a socket that the daemon has connected.
    case clamd(ClamdAddress)

    /// Where it listens, if it is a clamd.
    public var address: ClamdAddress? {
        if case .clamd(let address) = self { address } else { nil }
    }
}

extension ScanEngine: CustomStringConvertible {
    /// `libclamav`, `clamd:/run/clamav/clamd.ctl`, `clamd:127.0.0.1:3310`.
    public var description: String {
        switch self {
        case .libclamav: "libclamav"
        case .clamd(let address): "clamd:\(address)"
        }
    }
}
