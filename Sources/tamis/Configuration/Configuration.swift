import Evidence
import Policy
import Store
import Transport

/// Every setting of Tamis.
///
/// A value: who holds one sees it whole and unchanged, also while SIGHUP puts another in its place. The properties
/// start at the defaults. What each means, which values it takes and its key in the file stand in
/// ``ConfigurationSchema``.
struct Configuration: Hashable, Sendable {
    var hostname = ""
    var log = LogSection()
    var smtp = SMTPSection()
    var worker = WorkerSection()
    var reading = ReadingLimits()
    var antivirus = AntivirusSection()
    var attachments = AttachmentsSection()
    var bayes = BayesSection()
    var storage = StorageSection()
    var quarantine = QuarantineSection()
    var beforeQueue = BeforeQueueSection()
    var journal = JournalSection()
    var policy = PolicySection()
    var header = HeaderSection()
    var control = ControlSection()
    var recipients: [RecipientSection] = []

    /// The values of an empty file.
    static let defaults = Configuration()

    /// What is written to the log.
    struct LogSection: Hashable, Sendable {
        enum Level: String, CaseIterable, Hashable, Sendable {
            case debug, info, notice, warning, error
        }

        var level = Level.info
    }

    /// The way in and the way out.
    struct SMTPSection: Hashable, Sendable {
        enum ForwardProtocol: String, CaseIterable, Hashable, Sendable {
            case smtp, lmtp
        }

        var listen = [Endpoint.tcp(host: "127.0.0.1", port: 10024)]
        var socketMode = 0o666
        var inetACL = ["127.0.0.0/8", "::1"].compactMap(AddressRange.init)
        var forward = [NextHopAddress.fixed(.tcp(host: "127.0.0.1", port: 10025))]
        var forwardProtocol = ForwardProtocol.smtp
        var maximumNextHopConnections = 50
        var sizeLimit = 100 << 20
        var maximumContentBytesInFlight = 0
        var deadline = Duration.seconds(300)
        var idleTimeout = Duration.seconds(300)
        var drain = Duration.seconds(300)
    }

    /// The way of mail that Postfix hands over before it has it in its queue.
    struct BeforeQueueSection: Hashable, Sendable {
        /// Empty: there is none.
        var listen: [Endpoint] = []
        var forward = [NextHopAddress.fixed(.tcp(host: "127.0.0.1", port: 10026))]
        var deadline = Duration.seconds(80)
        /// nil: never.
        var kill: Double?
    }

    /// What is remembered of deliveries.
    struct JournalSection: Hashable, Sendable {
        /// Zero: nothing is.
        var keep = Duration.seconds(5 * 86_400)
    }

    /// The worker program and its children.
    struct WorkerSection: Hashable, Sendable {
        enum Sandbox: String, CaseIterable, Hashable, Sendable {
            case required
            case bestEffort = "best-effort"
        }

        var program = ""
        var children = 0
        var maximum = 0
        var maximumMessages = 1_000
        var deadline = Duration.seconds(60)
        var memory = 1 << 30
        var sandbox = Sandbox.required
        var scratch = "/run/tamis/scratch"
    }

    /// The virus scanner.
    struct AntivirusSection: Hashable, Sendable {
        enum OnFailure: String, CaseIterable, Hashable, Sendable {
            case pass, tempfail
        }

        enum Reload: String, CaseIterable, Hashable, Sendable {
            case parallel, sequential
        }

        var enabled = true
        var engine = [ScanEngine.libclamav]
        var database = "/var/lib/clamav"
        var reload = Reload.parallel
        var onVirus = PolicySettings.OnVirus.quarantine
        var onFailure = OnFailure.pass
        var virusNameToPoints: [VirusPoints] = []
    }

    /// Which files mail may carry.
    struct AttachmentsSection: Hashable, Sendable {
        var allow: [AttachmentRule] = []
        var block = AttachmentPolicy.defaultBlock
        var onBanned = AttachmentPolicy.Action.pass
        var logOnly = false
        var onEncrypted = AttachmentPolicy.Action.pass
        var encryptedSubjectTag = ""
    }

    /// The classifier.
    struct BayesSection: Hashable, Sendable {
        var enabled = true
        var minimumHam = 100
        var minimumSpam = 100
        var maximumTokens = 1_000_000
        var tokenTexts = 10_000
        var starter = true
        var starterModel = ""
        var autoLearn = false
        var autoLearnPerDay = 50
        var scope = BayesScope.site
        var scopeWeight = 20
        var maximumScopes = 100
        var scopeTokens = 20_000
    }

    /// The databases.
    struct StorageSection: Hashable, Sendable {
        var folder = "/var/lib/tamis"
    }

    /// Where mail that is not passed is kept.
    struct QuarantineSection: Hashable, Sendable {
        var folder = "/var/lib/tamis/quarantine"
    }

    /// From which score on what is done.
    struct PolicySection: Hashable, Sendable {
        /// nil: always.
        var tag: Double?
        var tag2 = 5.0
        var subjectTag = ""
    }

    /// Recipients for whom the policy is another; what is nil is the policy's.
    struct RecipientSection: Hashable, Sendable {
        var matches: [RecipientMatch] = []
        var tag2: Double?
        var subjectTag: String?
    }

    /// What the fields we add say of us.
    struct HeaderSection: Hashable, Sendable {
        var product = "tamis"
        var domain = ""
    }

    /// The socket of the commands.
    struct ControlSection: Hashable, Sendable {
        var socket = "/run/tamis/control.sock"
        var group = "tamis"
    }
}
