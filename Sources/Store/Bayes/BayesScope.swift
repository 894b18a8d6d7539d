public import MailObject

/// For whom what is learned counts, beside what is learned for all.
public enum BayesScope: String, CaseIterable, Sendable {
    /// There is one model for all.
    case site
    /// Each domain of recipients may have its own.
    case domain
    /// Each recipient may have his own.
    case recipient

    /// What divides a user from an extension in an address: Postfix' `recipient_delimiter` where it is set at all.
    private static let delimiter = UInt8(ascii: "+")

    /// The name of the model that is for a recipient: his domain, or his address without its extension, in lower case of
    /// ASCII; nil where there is none, or the address has no domain.
    public func name(for recipient: Path) -> String? {
        let domain = recipient.domain
        guard self != .site, !domain.isEmpty else { return nil }
        if self == .domain { return String(decoding: domain, as: UTF8.self) }
        let local = recipient.bytes.dropLast(domain.count + 1)
        guard !local.isEmpty else { return nil }
        // A delimiter at the beginning is a part of the name.
        let user = local.dropFirst().firstIndex(of: Self.delimiter).map { local[..<$0] } ?? local
        let lower = user.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        return String(decoding: lower + [UInt8(ascii: "@")] + domain, as: UTF8.self)
    }
}
