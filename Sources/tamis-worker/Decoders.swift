import CLinux
import ClamAV
import Clamd
import Content
import Evidence
import Unpack

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
    /// The attachments of the message that is at hand; nil where the reader does not hold its decoded leaves.
    private var attachments: [Attachment]?
    /// What is in its archives; nil where nobody has looked.
    private var unpacker: Unpacker?
    /// What was found out of each clamd, by its place in the list of engines, and until when that holds.
    private var clamdChecks: [Int: (check: ClamdCheck, due: ContinuousClock.Instant)] = [:]
    /// Where scans of this process unpack.
    private var scratch: String?

    /// Opens the charsets and libcrypto, and loads the signatures, which takes from a second to a minute.
    ///
    /// - Parameter scratch: a folder for temporary files; nil if there is none.
    init(_ settings: WorkerSettings, scratch: String?) {
        let charsets = Charsets()
        missingCharsets = charsets.missing
        SHA256.prepare()
        reader = ContentReader(limits: settings.limits, charsets: charsets, sha256: SHA256.digest)
        guard settings.antivirus.loadsSignatures else {
            (antivirus, engine) = (settings.antivirus.isEnabled ? .external : .disabled, nil)
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
        let reading = reader.read(bytes, details: request.details, tokenTexts: request.tokenTexts)
        attachments = reading.attachments
        return reading
    }

    /// Lists what is in the archives of a message.
    func list(_ bytes: Span<UInt8>) -> ArchiveListing {
        unpacked(bytes).listing
    }

    private func unpacked(_ bytes: Span<UInt8>) -> Unpacker {
        if let unpacker { return unpacker }
        // Without a reading, where a message is tried again: some leaves are found by reading only.
        let attachments = attachments ?? reader.read(bytes).attachments
        self.attachments = attachments
        var unpacker = Unpacker { Engine.canUnpack($0) }
        var places = reader.containers
        reader.forEachLeaf(of: bytes) { leaf in
            var place: Int?
            // Of equal attachments each has its own leaf.
            if !places.isEmpty {
                let key = leaf.withUnsafeBytes { BytesKey($0) }
                place = places[key]?.first
                if let rest = places[key], rest.count > 1 { places[key] = Array(rest.dropFirst()) }
            }
            unpacker.unpack(leaf, of: place, names: place.map { attachments[$0].names } ?? [])
            return true
        }
        self.unpacker = unpacker
        return unpacker
    }

    /// Scans a message with libclamav.
    func scan(_ bytes: Span<UInt8>) -> Finding<ScanResult> {
        guard let engine else {
            if case .unavailable(let reason) = antivirus { return .unavailable(reason: reason) }
            return .unavailable(reason: "no signatures are loaded")
        }
        checkCanary()
        if let scanObstacle { return .unavailable(reason: scanObstacle) }
        engine.beginMessage()
        return scan(bytes, with: engine)
    }

    /// Scans a message with a clamd, by its place in the list of engines, after the clamd itself was tried, if it was not
    /// within the last hour.
    func scan(_ bytes: Span<UInt8>, clamd place: Int, over connection: ClamdConnection) -> Finding<ScanResult> {
        var known = clamdChecks[place].flatMap { $0.check.failure == nil && $0.due > .now ? $0.check : nil }
        if known == nil {
            let check = ClamdCheck(ClamdScanner(connection, canUnpackRAR: false))
            clamdChecks[place] = (check, .now + Self.canaryInterval)
            if let failure = check.failure { return .unavailable(reason: failure) }
            known = check
        }
        return scan(bytes, with: ClamdScanner(connection, canUnpackRAR: known?.canUnpackRAR ?? false))
    }

    /// Scans a message whole, and each leaf as ours decoded it; where another mail reader might read it differently or
    /// find more in it, the scanner's own mail parser has a look too (law 8).
    private func scan(_ bytes: Span<UInt8>, with scanner: any MessageScanner) -> Finding<ScanResult> {
        let unpacker = unpacked(bytes)
        var finding = Finding<ScanResult>.notRun
        reader.forEachLeaf(of: bytes) { leaf in
            finding = finding.combined(with: scanner.scan(leaf, unpacked: unpacker.unpacked))
            return true
        }
        for file in unpacker.unscanned {
            finding = finding.combined(with: scanner.scan(file.span, unpacked: unpacker.unpacked))
        }
        // Last: what is too large for a scanner altogether may be none of the parts.
        return finding.combined(
            with: scanner.scanMessage(bytes, parsesMail: !reader.isPlain(bytes), unpacked: unpacker.unpacked))
    }

    /// Frees what the last message left, in memory and on disk: libclamav does not remove all that it unpacked where a
    /// scan ends early.
    func forget() {
        attachments = nil
        unpacker = nil
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
