import CClamAV
public import Evidence
import Glibc

/// libclamav with its signatures loaded: scans bytes that are in memory.
///
/// For one thread. It is loaded once, in the parent of the worker, which then forks: the children share its memory.
/// Each child then calls ``useTemporaryFolder(_:)`` and ``checkCanary()`` inside its cage. To reload, load another
/// engine and let this one go; until then both are in memory.
public final class Engine: MessageScanner {
    /// What was loaded.
    public let information: DatabaseInformation

    private let engine: OpaquePointer
    private let settings: AntivirusSettings
    private let canary: Canary
    private let watch: DatabaseWatch
    /// When the scans of the message at hand must be over; nil: each has all the time of the settings.
    private var deadline: ContinuousClock.Instant?

    init(
        engine: OpaquePointer, information: DatabaseInformation, settings: AntivirusSettings, canary: Canary,
        watch: DatabaseWatch
    ) {
        self.engine = engine
        self.information = information
        self.settings = settings
        self.canary = canary
        self.watch = watch
    }

    deinit {
        cl_engine_free(engine)
    }

    /// Whether the database on disk is another than the one that was loaded.
    ///
    /// Costs one `stat` a file, some microseconds.
    public func isOutdated() -> Bool {
        watch.hasChanged
    }

    /// Makes `folder` the one that scans unpack files into; it must exist. A child calls this after it was forked.
    ///
    /// The folder is best in memory (tmpfs): libclamav makes and removes a folder in it for every scan. Where it is
    /// missing or full, scans are `.unavailable`.
    ///
    /// - Throws: ``EngineError`` if it is no folder.
    public func useTemporaryFolder(_ folder: String) throws(EngineError) {
        try Engine.requireFolder(folder)
        let code = cl_engine_set_str(engine, CL_ENGINE_TMPDIR, folder)
        guard code == CL_SUCCESS else { throw EngineError(path: folder, cause: Library.meaning(of: code)) }
    }

    /// Has all scans from here on share the time of one, until the next call: those of a message and of its parts. Else two
    /// that take all of it would be more than the daemon waits for.
    public func beginMessage() {
        deadline = .now + .milliseconds(settings.scanMilliseconds)
    }

    /// Scans one file: a decoded part of a message. It may be a whole message too, but libclamav then only decodes
    /// it if it takes it for one; see ``scanMessage(_:)``.
    ///
    /// Never clean unless libclamav looked at all of it without a complaint.
    ///
    /// - Complexity: bounded by the limits of the settings, not by the size of `bytes`: archives grow.
    ///
    /// - Parameter unpacked: archives for which ``canUnpack(_:)`` said no, and whose files are scanned one by one.
    public func scan(_ bytes: borrowing Span<UInt8>, unpacked: Set<BytesKey> = []) -> Finding<ScanResult> {
        bytes.withUnsafeBufferPointer { scan($0, unpacked: unpacked) }
    }

    /// Whether libclamav looks into an archive: not into RAR, for which it needs a library that is not free, nor into 7-Zip,
    /// of which it knows LZMA only, nor into a zip with compressions that it does not know.
    ///
    /// - Complexity: O(n).
    public static func canUnpack(_ archive: Span<UInt8>) -> Bool {
        for mark: [UInt8] in [[0x52, 0x61, 0x72, 0x21, 0x1A, 0x07], [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]]
        where archive.withUnsafeBufferPointer({ $0.starts(with: mark) }) { return false }
        return ZipMethods.firstUnreadable(in: archive) == nil
    }

    /// Scans a whole message: for the signatures of mail as a whole, and with libclamav's own mail parser, which reads
    /// some broken mail differently from ours (law 8).
    ///
    /// QUIRK: libclamav takes for mail only what begins with one of a few fields; any other message would pass
    /// undecoded, and base64 with it. One that does not begin with Received gets such a field in front, in a copy.
    ///
    /// - Parameter parsesMail: false leaves the parser, which takes most of a scan's time and memory, out: for a message
    ///   whose every part is scanned by itself anyway. It parses all the same where links are checked, for that is done
    ///   there.
    public func scanMessage(
        _ content: borrowing Span<UInt8>, parsesMail: Bool = true, unpacked: Set<BytesKey> = []
    ) -> Finding<ScanResult> {
        let parsesMail = parsesMail || settings.checksPhishingURLs
        return content.withUnsafeBufferPointer { content in
            let field = Engine.firstField
            if content.starts(with: field.prefix(10)) {
                return scan(content, parsesMail: parsesMail, unpacked: unpacked)
            }
            return [UInt8](unsafeUninitializedCapacity: field.count + content.count) { buffer, count in
                _ = buffer.update(fromContentsOf: field)
                _ = buffer.extracting(field.count...).update(fromContentsOf: content)
                count = field.count + content.count
            }.withUnsafeBufferPointer { scan($0, parsesMail: parsesMail, unpacked: unpacked) }
        }
    }

    /// Scans what must be found: our canary bare and in a mail, and EICAR where the database knows it.
    ///
    /// Called by ``load(_:temporaryFolder:)`` itself; a child calls it again in its cage, for a folder that it
    /// cannot write to would make every scan fail.
    public func checkCanary() -> CanaryCheck {
        deadline = nil
        for (what, bytes) in [("the canary", canary.bytes), ("the canary in a mail", canary.mail)] {
            if let reason = bytes.withUnsafeBufferPointer({ missing(what, in: scan($0), name: Canary.name) }) {
                return .failed(reason: reason)
            }
        }
        if information.knowsEICAR,
            let reason = Canary.eicar.withUnsafeBufferPointer({ missing("EICAR", in: scan($0), name: nil) })
        {
            return .failed(reason: reason)
        }
        return .passed
    }

    private func missing(_ what: String, in finding: Finding<ScanResult>, name: String?) -> String? {
        switch finding {
        case .found(.infected(let names, _)) where name.map { names.contains($0) } ?? true: nil
        case .unavailable(let reason): reason
        default: "the scanner does not find " + what
        }
    }

    private func scan(
        _ bytes: UnsafeBufferPointer<UInt8>, parsesMail: Bool = true, unpacked: Set<BytesKey> = []
    ) -> Finding<ScanResult> {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return .found(.clean) }
        let time = deadline.map { Int(($0 - .now) / .milliseconds(1)) } ?? settings.scanMilliseconds
        guard time > 0, cl_engine_set_num(engine, CL_ENGINE_MAX_SCANTIME, Int64(time)) == CL_SUCCESS else {
            return .found(.incomplete(reason: "over the scanner's limit MaxScanTime"))
        }
        guard let map = cl_fmap_open_memory(start, bytes.count) else {
            return .unavailable(reason: "libclamav cannot map \(bytes.count) bytes")
        }
        defer { cl_fmap_close(map) }

        let record = ScanRecord(fileBytes: settings.fileBytes, unpacked: unpacked)
        let context = Unmanaged.passUnretained(record).toOpaque()
        var options = Engine.scanOptions
        if !parsesMail { options.parse &= ~UInt32(CL_SCAN_PARSE_MAIL) }
        var virusName: UnsafePointer<CChar>?
        var scanned: UInt = 0
        let code = Library.collecting(into: record.messages) {
            cl_scanmap_callback(map, nil, &virusName, &scanned, engine, &options, context)
        }
        return withExtendedLifetime(record) { record.outcome(code: code, virusName: virusName) }
    }

    /// All matches, not the first only, so that "encrypted" does not hide a virus beside it; everything is parsed;
    /// and what cannot be looked into is reported, which libclamav else calls clean.
    private static let scanOptions = cl_scan_options(
        general: UInt32(CL_SCAN_GENERAL_ALLMATCHES | CL_SCAN_GENERAL_HEURISTICS),
        parse: .max,
        heuristic: UInt32(
            CL_SCAN_HEURISTIC_ENCRYPTED_ARCHIVE | CL_SCAN_HEURISTIC_ENCRYPTED_DOC | CL_SCAN_HEURISTIC_EXCEEDS_MAX),
        mail: 0,
        dev: 0)

    static let firstField = [UInt8]("Received: from unknown\r\n".utf8)
}
