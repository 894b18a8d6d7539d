/// Header fields that are not evidence: what filters thought, and what is added after us.
///
/// A message is learned as the user's mailbox holds it and scored as the MX hands it over; what stands only in one of
/// the two would be learned in vain or, worse, be the verdict itself.
public enum DroppedFields {
    /// Whether the field `name` (lower case) gives no tokens, and does not tell one message from another.
    public static func contains(_ name: [UInt8]) -> Bool {
        names.contains(name) || prefixes.contains { name.starts(with: $0) }
    }

    private static let names: Set<[UInt8]> = Set(
        [
            // Mailboxes and mail programs.
            "status", "x-status", "x-uid", "x-uidl", "x-imap", "x-imapbase", "x-keywords", "lines", "content-length",
            "x-account-key", "x-folder", "x-label", "x-sieve", "x-antiabuse", "x-original-date", "xref",
            // Delivery.
            "return-path", "delivered-to", "delivery-date", "x-original-to", "x-envelope-from", "x-envelope-to",
            "envelope-to", "x-envelope-to-blocked", "x-real-to", "x-delivered-to", "x-resolved-to",
            // Filters that have names of their own.
            "x-quarantine-id", "x-bogosity", "x-crm114-status", "x-dspam-result", "x-dspam-confidence",
            "x-dspam-probability", "x-dspam-signature", "x-pyzor", "x-razor", "x-dcc", "x-junk", "x-junkmail",
            "x-scanned-by", "x-scanner", "x-suspected-spam", "x-abuse-reports", "x-bayes-prob",
            "x-barracuda-spam-score",
            "x-proofpoint-spam-details", "x-forefront-antispam-report", "x-microsoft-antispam",
            "x-ms-exchange-organization-scl", "x-sonic-spam-details", "x-hashcash-check", "x-pmx-version",
            "authentication-results", "arc-authentication-results", "x-authentication-warning",
        ].map { Array($0.utf8) })

    private static let prefixes: [[UInt8]] = [
        // Added by who redirects a message, as users do with one that is to be learned (RFC 5322 §3.6.6).
        "resent-",
        "x-spam", "x-virus", "x-amavis", "x-tamis", "x-rspam", "x-rspamd", "x-spamd", "x-mailscanner", "x-mozilla",
        "x-evolution", "x-gmail-", "x-barracuda-", "x-proofpoint-", "x-ironport-", "x-ms-exchange-antispam",
        "x-microsoft-antispam", "x-spambayes", "x-spamprobe", "x-spamtest", "x-dspam", "x-dcc-", "x-antispam",
        "x-antivirus", "x-greylist", "x-policyd", "x-gmx-anti", "x-rbl", "x-clam", "x-sophos",
    ].map { Array($0.utf8) }
}
