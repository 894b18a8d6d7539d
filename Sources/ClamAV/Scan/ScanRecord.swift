import CClamAV
import Evidence
import Glibc

/// What the callbacks of one scan reported: signatures that matched, and what could not be looked into.
final class ScanRecord {
    let messages = Messages()
    /// The signatures that matched, each once, in order.
    private var viruses: [String] = []
    /// What was not looked into, each reason once, in order.
    private var obstacles: [String] = []
    /// What is encrypted, each kind once, in order.
    private var encrypted: [String] = []

    private var members = MemberWatch()

    private let fileBytes: Int
    /// The archives that libclamav cannot unpack and whose files it gets one by one.
    private let unpacked: Set<BytesKey>
    /// The level of the one of these that is looked into: what is not unpacked in it was unpacked elsewhere.
    private var exemptLevel: UInt32?

    /// Names that are kept of one message; a file made to match everything must not flood the answer.
    private static let keptNames = 32
    /// Inner files are cut at the limit, give or take a buffer of the unpacker.
    private static let cutMargin = 65_536

    init(fileBytes: Int, unpacked: Set<BytesKey> = []) {
        self.fileBytes = fileBytes
        self.unpacked = unpacked
    }

    /// The record that a callback got as its context.
    static func at(_ context: UnsafeMutableRawPointer) -> ScanRecord {
        Unmanaged<ScanRecord>.fromOpaque(context).takeUnretainedValue()
    }

    /// A signature or heuristic matched.
    ///
    /// Heuristics that only say "I could not look" are no virus.
    func found(_ name: String) {
        switch Detection(name: name) {
        case .virus(let name): add(name, to: &viruses)
        case .obstacle(let reason): add(reason, to: &obstacles)
        case .encrypted(let reason):
            add(reason, to: &encrypted)
            members.expectNothing()
        }
    }

    /// An archive of this type says that it holds a file of `byteCount` bytes.
    ///
    /// QUIRK: a zip member over the file limit is cut there and called clean, without the heuristic.
    func announced(by type: UnsafePointer<CChar>, byteCount: UInt, isEncrypted: Bool) {
        if exemptLevel == nil,
            let format = members.announced(type, byteCount: byteCount, isEncrypted: isEncrypted)
        {
            addDamaged(format)
        }
        if byteCount > UInt(fileBytes) { addFileLimit() }
    }

    /// libclamav starts to look into a file: the message itself at level 0, or one that it unpacked.
    ///
    /// The size is looked at again here, for archives lie about it. QUIRK: without libclamunrar (it is not free, so
    /// not in Debian main) RAR is called clean unseen; likewise a zip's member whose compression it does not know.
    func entered(type: UnsafePointer<CChar>, level: UInt32, bytes: UnsafeBufferPointer<UInt8>) {
        note(bytes, at: level)
        if let format = members.entered(type, level: Int(level)), exemptLevel == nil { addDamaged(format) }
        let isZip = bytes.starts(with: [0x50, 0x4B, 3, 4]) || strcmp(type, "CL_TYPE_ZIP") == 0
        if isZip || Self.mayStandBeforeZip(type), ZipDirectory.hidesFiles(bytes, isZip: isZip) { addDamaged("Zip") }
        if ISOImage.isCut(bytes) { addDamaged("ISO 9660") }
        if strncmp(type, "CL_TYPE_BZ", 10) == 0, !BZip2Stream.isWhole(bytes) { addDamaged("bzip2") }
        if strncmp(type, "CL_TYPE_RAR", 11) == 0, !Library.canUnpackRAR, exemptLevel == nil {
            add("cannot unpack RAR", to: &obstacles)
        }
        if exemptLevel == nil, bytes.starts(with: [0x50, 0x4B]) || strncmp(type, "CL_TYPE_ZIP", 11) == 0,
            let method = ZipMethods.firstUnreadable(in: bytes.span)
        {
            add("cannot unpack Zip method \(method)", to: &obstacles)
        }
        if level > 0, bytes.count > fileBytes - Self.cutMargin { addFileLimit() }
    }

    /// The outcome, once libclamav has returned.
    ///
    /// A signature that matched counts whatever else went wrong; without one, nothing but CL_CLEAN in silence is
    /// clean.
    func outcome(code: cl_error_t, virusName: UnsafePointer<CChar>?) -> Finding<ScanResult> {
        if exemptLevel == nil, let format = members.missed { addDamaged(format) }
        if let virusName {
            found(Messages.printable(virusName))
        } else if code == CL_VIRUS, viruses.isEmpty, obstacles.isEmpty, encrypted.isEmpty {
            // QUIRK: a message over the file limit is CL_VIRUS without a name.
            add("over the scanner's limits", to: &obstacles)
        }
        let besides = besides(code: code)
        return viruses.isEmpty ? besides : .found(.infected(viruses, besides: besides))
    }

    /// The outcome without the signatures that matched.
    private func besides(code: cl_error_t) -> Finding<ScanResult> {
        if let error = messages.firstError { return .unavailable(reason: error) }
        switch code {
        case CL_CLEAN, CL_VIRUS: break
        case CL_ETIMEOUT, CL_EMAXREC, CL_EMAXSIZE, CL_EMAXFILES:
            add("over the scanner's limits: " + Library.meaning(of: code), to: &obstacles)
        default: return .unavailable(reason: Library.meaning(of: code))
        }
        if !obstacles.isEmpty { return .found(.incomplete(reason: (obstacles + encrypted).joined(separator: ", "))) }
        return .found(encrypted.isEmpty ? .clean : .encrypted(reason: encrypted.joined(separator: ", ")))
    }

    /// Notes whether libclamav is in an archive of which it gets each file besides.
    private func note(_ bytes: UnsafeBufferPointer<UInt8>, at level: UInt32) {
        if let exemptLevel, level <= exemptLevel {
            self.exemptLevel = nil
            members.expectNothing()
        }
        if exemptLevel == nil, !unpacked.isEmpty, unpacked.contains(BytesKey(UnsafeRawBufferPointer(bytes))) {
            exemptLevel = level
        }
    }

    /// Whether a zip archive behind a file of this type is opened by programs that look for one; in an archive of another
    /// kind it is one of the files.
    private static func mayStandBeforeZip(_ type: UnsafePointer<CChar>) -> Bool {
        ["BINARY_DATA", "MSEXE", "TEXT_ASCII", "GIF", "PNG", "JPEG", "GRAPHICS"].contains {
            strcmp(type, "CL_TYPE_" + $0) == 0
        }
    }

    private func addDamaged(_ format: String) {
        add("cannot unpack \(format)", to: &obstacles)
    }

    private func addFileLimit() {
        add("over the scanner's limit MaxFileSize", to: &obstacles)
    }

    private func add(_ text: String, to list: inout [String]) {
        if list.count < Self.keptNames, !list.contains(text) { list.append(text) }
    }
}
