import Evidence
import Glibc

extension AntivirusInfo {
    /// `ClamAV 1.4.6, 8700000 signatures, database 27801, 5 hours old`.
    var logText: String {
        var text = engine
        if signatureCount > 0 { text += ", \(signatureCount) signatures" }
        if !databaseVersion.isEmpty { text += ", database \(databaseVersion)" }
        if let made = databaseTime {
            let hours = max(0, time(nil) - made) / 3_600
            text += hours < 48 ? ", \(hours) hours old" : ", \(hours / 24) days old"
        }
        return text
    }

    /// What the log says of signatures that are too old; nil if they are not.
    var ageWarning: String? {
        guard let made = databaseTime, time(nil) - made > SignatureFolder.oldAfterSeconds else { return nil }
        return "antivirus: the signatures are \((time(nil) - made) / 86_400) days old; see that freshclam runs "
            + "(systemctl status clamav-freshclam)"
    }
}
