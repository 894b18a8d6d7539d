import CLinux
import ClamAV
import Content
import Evidence

/// All that looks into messages: opened once in the parent, used in every child.
final class Decoders {
    /// Whether and with what messages can be scanned.
    let antivirus: AntivirusState
    /// The charsets that this system's iconv lacks.
    let missingCharsets: [String]

    private var reader: ContentReader
    private let engine: Engine?
    /// Why this process cannot scan; nil once the canary was found.
    private var scanObstacle: String?
    /// When the canary is to be looked for again.
    private var canaryDue = ContinuousClock.now
    private static let canaryInterval = Duration.seconds(3_600)
    /// Where scans of this process unpack.
    private var scratch: String?
    /// Whether the reader holds the decoded leaves of the message that is being scanned.
    private var hasLeaves = false

    /// Opens the charsets and libcrypto, and loads the signatures, which takes from a second to a minute.
    ///
    /// - Parameter scratch: a folder for temporary files; nil if there is none.
    init(_ settings: WorkerSettings, scratch: String?) {
        let charsets = Charsets()
        missingCharsets = charsets.missing
        SHA256.prepare()
        reader = ContentReader(limits: settings.limits, charsets: charsets, sha256: SHA256.digest)
        guard settings.antivirus.isEnabled else {
            (antivirus, engine) = (.disabled, nil)
            return
        }
        guard let scratch else {
            (antivirus, engine) = (.unavailable(reason: "\(settings.scratch): no scratch folder can be made"), nil)
            return
        }
        do throws(EngineError) {
            let engine = try Engine.load(settings.antivirus, temporaryFolder: scratch)
            self.engine = engine
            antivirus = .ready(AntivirusInfo(engine.information))
        } catch {
            (antivirus, engine) = (.unavailable(reason: error.description), nil)
        }
    }

    /// Whether the signatures on disk are newer than those loaded.
    var databaseHasChanged: Bool { engine?.isOutdated() ?? false }

    /// Makes a child's own folder the one that scans unpack into; nil: it has none.
    func useScratch(_ folder: String?) {
        scanObstacle = "the canary was not looked for"
        guard let folder else {
            scanObstacle = "no scratch folder could be made"
            return
        }
        do throws(EngineError) {
            try engine?.useTemporaryFolder(folder)
            scratch = folder
        } catch {
            scanObstacle = error.description
        }
    }

    /// Looks for the canary from inside the cage, if this process has not yet found it, or not for an hour.
    func checkCanary() {
        guard let engine, scanObstacle != nil || canaryDue <= .now else { return }
        scanObstacle = engine.checkCanary().failure
        canaryDue = .now + Self.canaryInterval
    }

    /// Reads a message.
    func read(_ bytes: Span<UInt8>, _ request: ChildRequest) -> Reading {
        hasLeaves = true
        return reader.read(bytes, details: request.details, tokenTexts: request.tokenTexts)
    }

    /// Scans a message whole, and each leaf as ours decoded it; where another mail reader might read it differently or
    /// find more in it, libclamav's own mail parser has a look too (law 8).
    func scan(_ bytes: Span<UInt8>) -> Finding<ScanResult> {
        guard let engine else { return .unavailable(reason: "no signatures are loaded") }
        checkCanary()
        if let scanObstacle { return .unavailable(reason: scanObstacle) }
        engine.beginMessage()
        // A scan that is tried again: some leaves are found by reading only.
        if !hasLeaves {
            hasLeaves = true
            _ = reader.read(bytes)
        }
        var finding = engine.scanMessage(bytes, parsesMail: !reader.isPlain(bytes))
        reader.forEachLeaf(of: bytes) { leaf in
            finding = finding.combined(with: engine.scan(leaf))
            return true
        }
        return finding
    }

    /// Frees what the last message left, in memory and on disk: libclamav does not remove all that it unpacked where a
    /// scan ends early.
    func forget() {
        hasLeaves = false
        reader.forgetLeaves()
        if let scratch { tamis_empty_folder(scratch) }
    }
}

extension AntivirusInfo {
    init(_ information: DatabaseInformation) {
        self.init(
            signatureCount: information.signatureCount,
            databaseVersion: information.version > 0 ? String(information.version) : "",
            databaseTime: information.time > 0 ? information.time : nil,
            engine: "ClamAV \(information.libraryVersion)")
    }
}
