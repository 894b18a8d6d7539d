import Clamd
import Evidence
import TestSupport

@testable import ClamAV

/// The ways in which a message can be scanned: all keep the same contract.
enum ScannerKind: CaseIterable {
    case libclamav
    case clamdOverUNIX
    case clamdOverTCP

    static var available: [ScannerKind] { ClamdInstance.isAvailable ? allCases : [.libclamav] }
    static var clamd: [ScannerKind] { [.clamdOverUNIX, .clamdOverTCP] }

    /// Runs a test with a scanner that knows the signatures.
    func scanner<Result>(
        _ signatures: Signatures, settings: [String] = [], _ body: (any MessageScanner) throws -> Result
    ) async throws -> Result {
        if self == .libclamav { return try body(try signatures.engine()) }
        let clamd = try await ClamdInstance.start(
            database: signatures.database, settings: ClamdInstance.honest + settings)
        let result = try body(ReconnectingScanner(address(of: clamd)))
        try await clamd.process.stop()
        return result
    }

    func address(of clamd: ClamdInstance) -> ClamdAddress {
        self == .clamdOverUNIX ? .unix(path: clamd.path) : .tcp(host: "127.0.0.1", port: clamd.port)
    }
}

/// Connects for each scan, as for another message.
struct ReconnectingScanner: MessageScanner {
    let address: ClamdAddress

    init(_ address: ClamdAddress) { self.address = address }

    private func connect() -> ClamdScanner? {
        let socket = try? address.connect(within: .seconds(60))
        return socket.map { socket in
            ClamdScanner(ClamdConnection(owning: socket, deadline: .now + .seconds(300)), canUnpackRAR: false)
        }
    }

    func scanMessage(
        _ content: borrowing Span<UInt8>, parsesMail: Bool, unpacked: Set<BytesKey>
    ) -> Finding<ScanResult> {
        guard let scanner = connect() else { return .unavailable(reason: "no connection") }
        return scanner.scanMessage(content, parsesMail: parsesMail, unpacked: unpacked)
    }

    func scan(_ leaf: borrowing Span<UInt8>, unpacked: Set<BytesKey>) -> Finding<ScanResult> {
        guard let scanner = connect() else { return .unavailable(reason: "no connection") }
        return scanner.scan(leaf, unpacked: unpacked)
    }
}

extension MessageScanner {
    /// Scans an array; a span cannot go through `#expect`.
    func leaf(_ bytes: [UInt8]) -> Finding<ScanResult> { scan(bytes.span, unpacked: []) }
    /// Scans an array as a whole message.
    func message(_ bytes: [UInt8]) -> Finding<ScanResult> {
        scanMessage(bytes.span, parsesMail: true, unpacked: [])
    }
}
