import Evidence

/// Whether a clamd finds what it must find, and says what it cannot look into.
///
/// Its configuration is not ours: with the defaults of clamd.conf it calls an encrypted archive clean, and one that is
/// over its limits. So it is tried with some hundred bytes of each, and where the answer is OK it is no scanner for us.
public struct ClamdCheck: Hashable, Sendable {
    /// Why it must not be asked; nil if it passed.
    public let failure: String?
    /// Whether it has the unpacker for RAR, which is not free.
    public let canUnpackRAR: Bool

    /// Tries it; takes some milliseconds.
    public init(_ scanner: ClamdScanner) {
        failure = Self.failure(of: scanner)
        canUnpackRAR = failure == nil && Self.canUnpackRAR(scanner)
    }

    private static func failure(of scanner: ClamdScanner) -> String? {
        let zip = ProbeArchive.zip(Canary.eicar)
        for (what, bytes, remedy) in [
            ("EICAR", Canary.eicar, "run freshclam"),
            ("EICAR in a zip", zip, "set ScanArchive yes in clamd.conf"),
            ("EICAR in a mail", ProbeArchive.mail(Canary.eicar), "set ScanMail yes in clamd.conf"),
        ] {
            switch scanner.scan(bytes.span) {
            case .found(.infected): continue
            case .unavailable(let reason): return reason
            default: return "clamd does not find \(what); \(remedy)"
            }
        }
        for (what, bytes, remedy) in [
            ("an encrypted archive", ProbeArchive.encrypted, "AlertEncrypted yes"),
            ("an archive over its limits", ProbeArchive.deep, "AlertExceedsMax yes and MaxRecursion 100 or less"),
        ] {
            switch scanner.scan(bytes.span) {
            case .found(.incomplete), .found(.encrypted): continue
            case .unavailable(let reason): return reason
            default: return "clamd calls \(what) clean; set \(remedy) in clamd.conf"
            }
        }
        return nil
    }

    /// Only who opens a RAR can tell that it is encrypted.
    private static func canUnpackRAR(_ scanner: ClamdScanner) -> Bool {
        let bytes = ProbeArchive.encryptedRAR
        guard case .found(.encrypted) = scanner.scan(bytes.span) else { return false }
        return true
    }
}
