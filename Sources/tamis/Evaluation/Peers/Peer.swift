import ArgumentParser

/// A filter of another project that can be run over the same messages.
enum Peer: String, CaseIterable, ExpressibleByArgument {
    case bogofilter
    case spamassassin

    /// Makes sure that it is installed and starts, and finds its version or settings out.
    ///
    /// - Throws: ``PeerError`` that names the Debian package to install.
    func installed() throws -> any InstalledPeer {
        switch self {
        case .bogofilter: try InstalledBogofilter()
        case .spamassassin: try InstalledSpamAssassin()
        }
    }
}

/// A peer that is there and can be started.
protocol InstalledPeer: Sendable {
    associatedtype Filter: EvaluatedFilter

    /// Starts it.
    ///
    /// - Parameters:
    ///   - paths: The files of the messages, in the order of the index; they are handed over as they lie there.
    ///   - folder: For its database; it must be there.
    func filter(paths: [String], folder: String, interruption: Interruption) throws -> Filter
}

/// A peer could not be started, or did not do what it was asked for; the text is for the person who asked.
struct PeerError: Error, CustomStringConvertible {
    let description: String

    /// The peer is not there, `cause` says what was tried.
    static func missing(_ name: String, package: String, cause: String) -> PeerError {
        PeerError(
            description: "\(name) cannot be started: \(cause); install it: apt-get install \(package) (--against)")
    }
}
