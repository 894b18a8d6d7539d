public import MailObject

/// Settings by recipient, looked up as amavis does: the whole address, the address without its extension, the
/// domain, then `.domain` from the longest to the shortest; case counts nowhere.
///
/// ```
/// for user+list@mx.example.org: user+list@mx.example.org, user@mx.example.org, mx.example.org, .mx.example.org,
/// .example.org, .org
/// ```
public struct RecipientTable: Hashable, Sendable {
    /// What divides a user from an extension in an address: Postfix' `recipient_delimiter` where it is set at all.
    static let delimiter = UInt8(ascii: "+")
    /// Longer than a domain can be: nothing longer is looked up, however many dots it has.
    private static let maximumDomainBytes = 255

    private var addresses: [ArraySlice<UInt8>: RecipientSettings] = [:]
    private var domains: [ArraySlice<UInt8>: RecipientSettings] = [:]
    private var suffixes: [ArraySlice<UInt8>: RecipientSettings] = [:]

    /// Makes a table; of equal matches the first counts.
    public init(_ entries: some Sequence<(match: RecipientMatch, settings: RecipientSettings)> = []) {
        for (match, settings) in entries {
            switch match {
            case .address(let bytes): Self.put(settings, at: bytes, in: &addresses)
            case .domain(let bytes): Self.put(settings, at: bytes, in: &domains)
            case .domainAndBelow(let bytes): Self.put(settings, at: bytes, in: &suffixes)
            }
        }
    }

    private static func put(
        _ settings: RecipientSettings, at key: [UInt8], in table: inout [ArraySlice<UInt8>: RecipientSettings]
    ) {
        if table[key[...]] == nil { table[key[...]] = settings }
    }

    /// Whether there is no entry.
    public var isEmpty: Bool { addresses.isEmpty && domains.isEmpty && suffixes.isEmpty }

    /// The settings of one recipient; nil where no entry is for it.
    ///
    /// Complexity: O(length of the address × labels of its domain), whatever the size of the table.
    public func settings(for recipient: Path) -> RecipientSettings? {
        guard !isEmpty else { return nil }
        let address = recipient.bytes.map(Self.lower)
        guard let at = address.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        if !addresses.isEmpty {
            if let found = addresses[address[...]] { return found }
            if let plus = address[..<at].firstIndex(of: Self.delimiter), plus > 0,
                let found = addresses[address[..<plus] + address[at...]]
            {
                return found
            }
        }
        let domain = address[(at + 1)...]
        guard domain.count <= Self.maximumDomainBytes else { return nil }
        return domains[domain] ?? nearest(to: domain)
    }

    private func nearest(to domain: ArraySlice<UInt8>) -> RecipientSettings? {
        guard !suffixes.isEmpty else { return nil }
        var rest = domain
        while true {
            if let found = suffixes[rest] { return found }
            guard let dot = rest.firstIndex(of: UInt8(ascii: ".")) else { return nil }
            rest = rest[(dot + 1)...]
        }
    }

    static func lower(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
}
