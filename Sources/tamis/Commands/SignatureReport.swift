import Evidence
import Workers

/// What `tamis check-config` says of the virus signatures, without loading them.
struct SignatureReport: Hashable, Sendable, Encodable {
    enum Status: String, Hashable, Sendable, Encodable {
        /// Messages are not scanned.
        case disabled
        /// clamd scans, with signatures of its own.
        case external
        /// There are signatures, young enough.
        case present
        /// There are, but none were made for days.
        case old
        /// There are none.
        case missing
    }

    let status: Status
    /// The version of the daily signatures.
    var dailyVersion: Int?
    /// When they were made, in seconds since 1970.
    var time: Int?
    /// What is wrong, and what helps.
    var warning: String?

    /// Looks where the configuration says; `now` is in seconds since 1970.
    init(_ configuration: Configuration, now: Int) {
        guard configuration.antivirus.enabled else {
            status = .disabled
            return
        }
        guard configuration.antivirus.engine.contains(.libclamav) else {
            status = .external
            return
        }
        do throws(SignatureFolder.Missing) {
            let folder = try SignatureFolder(configuration.antivirus.database)
            (dailyVersion, time) = (folder.dailyVersion, folder.time)
            if now - folder.time > SignatureFolder.oldAfterSeconds {
                status = .old
                warning =
                    "the virus signatures are \((now - folder.time) / 86_400) days old; see that freshclam runs: "
                    + "systemctl status clamav-freshclam"
            } else {
                status = .present
            }
        } catch {
            status = .missing
            warning =
                "no virus signatures in \(configuration.antivirus.database) (\(error)), so no message can be scanned. To "
                + "get them: apt-get install clamav-freshclam, then wait until systemctl status clamav-freshclam tells "
                + "that daily and main are updated"
        }
    }

    /// The line for people, a comment among the settings: `# virus signatures: daily 27801, 5 hours old`.
    func line(now: Int) -> String {
        if let warning { return "# warning: " + warning }
        if status == .external { return "# virus signatures: clamd has its own" }
        guard let time else { return "# virus signatures: none are needed, antivirus.enabled is false" }
        let hours = max(0, now - time) / 3_600
        let age = hours < 48 ? "\(hours) hours old" : "\(hours / 24) days old"
        return "# virus signatures: " + (dailyVersion.map { "daily \($0), " } ?? "") + age
    }

    private enum CodingKeys: String, CodingKey {
        case status, time, warning
        case dailyVersion = "daily_version"
    }
}
