import Content
public import Evidence

/// Lists the files in the archives of one message, in archives within them too, and keeps what only it can unpack for
/// the virus scanner.
///
/// ```swift
/// var unpacker = Unpacker { engine.canUnpack($0) }
/// unpacker.unpack(leaf, of: place, names: names)      // for each decoded leaf
/// send(unpacker.listing)
/// for file in unpacker.unscanned { scan(file.span) }
/// ```
///
/// Total and bounded for any bytes (law 7). In memory only: nothing is written, no name is ever a path.
public struct Unpacker {
    /// What was found.
    public private(set) var listing = ArchiveListing()
    /// The contents of files in archives that the scanner cannot unpack.
    public private(set) var unscanned: [[UInt8]] = []
    /// The archives that the scanner cannot unpack and whose files are all in ``unscanned``.
    public private(set) var unpacked: Set<BytesKey> = []

    private let limits: UnpackLimits
    private let canScan: (Span<UInt8>) -> Bool
    private let end: ContinuousClock.Instant
    /// Bytes that are in memory now, and bytes that were decompressed in all.
    private var held = 0
    private var work = 0
    /// How often something could not be unpacked; the listing has each reason once.
    private var obstacleCount = 0
    /// Whether there were more files than may be listed.
    private var isFull = false

    /// Where the files of an archive are listed.
    private struct Place {
        var attachment: Int?
        var parent: Int?
        /// The names of the archive itself.
        var names: [String]
        /// The name that a gzip file has for what is in it, if any.
        var fileName: String?
        var depth = 1

        /// The names of the file in a compressed one: those of the latter without the last extension, and its own.
        var unpackedNames: [String] {
            var list = fileName.map { [$0] } ?? []
            for name in names {
                let short = String(name[..<(name.lastIndex(of: ".") ?? name.endIndex)])
                if !short.isEmpty, !list.contains(short) { list.append(short) }
            }
            return list.isEmpty ? ["data"] : list
        }
    }

    /// Starts with an empty listing; from now on its time runs.
    ///
    /// - Parameter canScan: whether the virus scanner looks into an archive by itself.
    public init(limits: UnpackLimits = UnpackLimits(), canScan: @escaping (Span<UInt8>) -> Bool) {
        self.limits = limits
        self.canScan = canScan
        end = .now + .milliseconds(limits.milliseconds)
    }

    /// Lists what is in a leaf of the message, if it is an archive.
    ///
    /// - Parameters:
    ///   - attachment: its place in ``Reading/attachments``; nil if it is not listed.
    ///   - names: its names.
    /// - Complexity: bounded by the limits, not by the size of `leaf`: archives grow.
    public mutating func unpack(_ leaf: Span<UInt8>, of attachment: Int?, names: [String]) {
        list(leaf, in: Place(attachment: attachment, names: names, fileName: GzipHeader.fileName(in: leaf)))
    }

    private mutating func list(_ bytes: Span<UInt8>, in place: Place) {
        guard let kind = ContainerKind(of: bytes, names: place.names) else { return }
        guard place.depth <= limits.depth else {
            addObstacle("over the limit of \(limits.depth) archives within each other")
            return
        }
        switch kind {
        case .unreadable(let format): addObstacle("cannot unpack \(format)")
        case .ace:
            for entry in ACEHeaders.entries(in: bytes, most: limits.files) { add(entry, in: place) }
            addObstacle("cannot unpack ACE")
        case .arj:
            for entry in ARJHeaders.entries(in: bytes, most: limits.files) { add(entry, in: place) }
            addObstacle("cannot unpack ARJ")
        case .compoundFile:
            for entry in CompoundFile.entries(in: bytes) {
                add(ArchiveStream.Entry(named: entry.name, isEncrypted: entry.isEncrypted), in: place)
            }
        case .archive, .perhapsArchive, .compressed:
            bytes.withUnsafeBufferPointer { listArchive($0, in: place) }
            return
        }
        bytes.withUnsafeBufferPointer { listBehind($0, in: place, isZip: false, isRAR: false) }
    }

    private mutating func listArchive(_ bytes: UnsafeBufferPointer<UInt8>, in place: Place) {
        let type = MagicBytes.mediaType(of: bytes.span)
        let kind = ContainerKind(mediaType: type)
        let isForScanner = !canScan(bytes.span)
        let obstaclesBefore = obstacleCount
        let first = listing.members.count
        var (isZip, isRAR) = (false, false)
        if kind != .compressed, let stream = open(bytes, as: .any) {
            readEntries(of: stream, in: place, isForScanner: isForScanner, isCertain: kind == .archive) { _ in true }
            listOtherNames(bytes, of: stream, in: place, since: first, isForScanner: isForScanner)
            (isZip, isRAR) = (stream.isZip, stream.isRAR)
        }
        if kind == .compressed || listing.members.count == first && kind == nil,
            let stream = open(bytes, as: .compressedFile)
        {
            readEntries(of: stream, in: place, isForScanner: isForScanner, isCertain: kind != nil) { _ in true }
        }
        listBehind(bytes, in: place, isZip: isZip, isRAR: isRAR)
        if kind != nil, listing.members.count == first, obstacleCount == obstaclesBefore,
            !Self.mayBeEmpty(bytes, type)
        {
            addObstacle(Self.broken)
        }
        if isForScanner, obstacleCount == obstaclesBefore, listing.members.count > first {
            unpacked.insert(BytesKey(UnsafeRawBufferPointer(bytes)))
        }
    }

    private mutating func open(
        _ bytes: UnsafeBufferPointer<UInt8>, as kind: ArchiveStream.Kind
    ) -> ArchiveStream? {
        let stream = ArchiveStream(bytes, as: kind)
        if stream == nil { addObstacle("no memory for unpacking") }
        return stream
    }

    /// Lists the files of an archive that has two names for each by the other one.
    private mutating func listOtherNames(
        _ bytes: UnsafeBufferPointer<UInt8>, of stream: ArchiveStream, in place: Place, since first: Int,
        isForScanner: Bool
    ) {
        if stream.isZip || bytes.starts(with: [0x50, 0x4B, 3, 4]) {
            listHidden(bytes, in: place, since: first, isForScanner: isForScanner)
        }
        if stream.isImage, let other = open(bytes, as: .imageOnWindows) {
            let known = Set(listing.members[first...].map { "\($0.byteCount) \($0.name)" })
            readEntries(of: other, in: place, isForScanner: isForScanner, isCertain: false) { [limits] entry in
                !known.contains("\(entry.byteCount) \(Self.kept(entry.name, limits))")
            }
            if DiskImage.hasUDF(bytes.span) { addObstacle("cannot unpack UDF") }
        }
    }

    /// Lists an archive that stands behind another file; libclamav does not look for one behind just anything.
    private mutating func listBehind(
        _ bytes: UnsafeBufferPointer<UInt8>, in place: Place, isZip: Bool, isRAR: Bool
    ) {
        if !isZip, ContainerKind.endsAsZip(bytes.span), let stream = open(bytes, as: .zip) {
            readEntries(of: stream, in: place, isForScanner: true, isCertain: false) { _ in true }
        }
        if !isRAR, let start = ContainerKind.startOfRAR(in: bytes.span),
            let stream = open(UnsafeBufferPointer(rebasing: bytes[start...]), as: .rar)
        {
            let before = listing.members.count
            readEntries(of: stream, in: place, isForScanner: true, isCertain: false) { _ in true }
            if listing.members.count == before { addObstacle("cannot unpack RAR") }
        }
    }

    private static let broken = "an archive is broken or of an unknown kind"
    private static let unreadable = "a file in an archive cannot be unpacked"

    /// Whether it is an archive in which there need not be anything: a zip of nothing but its end, a tar, a compressed file.
    private static func mayBeEmpty(_ bytes: UnsafeBufferPointer<UInt8>, _ type: String) -> Bool {
        type == "application/zip" && !bytes.starts(with: [0x50, 0x4B, 3, 4])
            || ["application/x-tar", "application/gzip", "application/x-bzip2", "application/x-xz", "application/zstd"]
                .contains(type)
    }

    private mutating func readEntries(
        of stream: ArchiveStream, in place: Place, isForScanner: Bool, isCertain: Bool,
        where isWanted: (ArchiveStream.Entry) -> Bool
    ) {
        var count = 0
        while mayGoOn() {
            switch stream.next() {
            case .end: return
            case .encrypted:
                add(ArchiveStream.Entry(named: "", isEncrypted: true), in: place)
                return
            case .broken:
                // What only its name calls an archive, and nothing was found in, is none.
                if isCertain || count > 0 { addObstacle(Self.broken) }
                return
            case .entry(let entry):
                count += 1
                guard isWanted(entry) else { continue }
                if entry.isSpecial, stream.isZip {
                    // QUIRK: libarchive gives no contents, unless it knows the header before them only: `listHidden`.
                    if isForScanner { addObstacle(Self.unreadable) }
                    continue
                }
                read(entry, of: stream, in: place, isForScanner: isForScanner)
            }
        }
    }

    /// Lists a file, and what is in it if it is an archive itself.
    private mutating func read(
        _ entry: ArchiveStream.Entry, of stream: ArchiveStream, in place: Place, isForScanner: Bool
    ) {
        let names = entry.name.isEmpty && stream.isRaw ? place.unpackedNames : [entry.name]
        let member = listing.members.count
        for name in names { add(entry.renamed(name), in: place) }
        guard entry.isFile, !entry.isEncrypted else { return }
        if entry.byteCount > limits.fileBytes {
            addFileLimit()
            if stream.isSequential { pass(stream) }
            return
        }
        var bytes: [UInt8] = []
        defer { held -= bytes.count }
        // What is broken further on may open all the same.
        _ = hold(limits.fileBytes + 1, of: stream, in: &bytes)
        guard bytes.count <= limits.fileBytes else {
            addFileLimit()
            if stream.isSequential { pass(stream) }
            return
        }
        let type = MagicBytes.mediaType(of: bytes.span)
        for place in member..<listing.members.count {
            listing.members[place].detectedType = type
            listing.members[place].byteCount = max(listing.members[place].byteCount, bytes.count)
        }
        if entry.name == OpenDocument.manifest, member < listing.members.count,
            OpenDocument.isEncrypted(manifest: bytes.span)
        {
            listing.members[member].isEncrypted = true
        }
        listContents(
            of: bytes.span,
            in: Place(
                attachment: place.attachment, parent: member, names: names,
                fileName: GzipHeader.fileName(in: bytes.span),
                depth: place.depth + 1))
        if isForScanner || stream.isForeignToScanner {
            unscanned.append(bytes)
            held += bytes.count
        }
    }

    /// Lists what is in a file of an archive: the files of an archive, or those that stand encoded in a text, which the scanner
    /// does not decode there.
    private mutating func listContents(of bytes: Span<UInt8>, in place: Place) {
        if ContainerKind(of: bytes, names: place.names) != nil { return list(bytes, in: place) }
        let room = min(limits.heldBytes - held, limits.unpackedBytes - work)
        let encoded = EncodedFiles(in: bytes, most: limits.files - listing.members.count, byteCount: room)
        if !encoded.isComplete { addObstacle("over the limits on files encoded in a file in an archive") }
        guard !encoded.files.isEmpty else { return }
        guard place.depth <= limits.depth else {
            addObstacle("over the limit of \(limits.depth) archives within each other")
            return
        }
        for file in encoded.files where mayGoOn() {
            let member = listing.members.count
            let names = file.names.isEmpty ? [""] : file.names
            for name in names { add(ArchiveStream.Entry(named: name, isEncrypted: false), in: place) }
            let type = MagicBytes.mediaType(of: file.bytes.span)
            for place in member..<listing.members.count {
                listing.members[place].detectedType = type
                listing.members[place].byteCount = file.bytes.count
            }
            held += file.bytes.count
            work += file.bytes.count
            unscanned.append(file.bytes)
            listContents(
                of: file.bytes.span,
                in: Place(
                    attachment: place.attachment, parent: member, names: names,
                    fileName: GzipHeader.fileName(in: file.bytes.span), depth: place.depth + 1))
        }
    }

    /// Lists the files of a zip by all their other names: those that only the headers before the files have, or only the
    /// directory.
    private mutating func listHidden(
        _ bytes: UnsafeBufferPointer<UInt8>, in place: Place, since first: Int, isForScanner: Bool
    ) {
        // The headers of a zip within this one are seen too, if it is stored: what was listed in it is not hidden.
        var known = Set(listing.members[first...].map(\.name))
        let headers = ZipHeaders.names(in: bytes.span, most: limits.files)
        // Of two files of one name one may be hidden, and then nobody scans it.
        if isForScanner, headers.count(where: \.hasData) > listing.members.count - first {
            addObstacle(Self.unreadable)
        }
        for header in headers where !known.contains(Self.kept(header.name, limits)) {
            if header.hasData {
                let rest = UnsafeBufferPointer(rebasing: bytes[header.offset...])
                guard mayGoOn(), let stream = open(rest, as: .zipHeaders) else { return }
                let before = listing.members.count
                readEntries(of: stream, in: place, isForScanner: isForScanner, isCertain: false) { [limits] entry in
                    !known.contains(Self.kept(entry.name, limits))
                }
                known.formUnion(listing.members[before...].map(\.name))
            }
            if known.insert(Self.kept(header.name, limits)).inserted {
                add(ArchiveStream.Entry(named: header.name, isEncrypted: false), in: place)
                if isForScanner, header.hasData { addObstacle(Self.unreadable) }
            }
        }
    }

    private mutating func add(_ entry: ArchiveStream.Entry, in place: Place) {
        guard listing.members.count < limits.files else {
            addObstacle("over the limit of \(limits.files) files in archives")
            isFull = true
            return
        }
        listing.members.append(
            ArchiveMember(
                attachment: place.attachment, parent: place.parent, name: Self.kept(entry.name, limits),
                byteCount: entry.byteCount,
                isEncrypted: entry.isEncrypted))
    }

    /// Of a long name the end, which says what opens the file.
    private static func kept(_ name: String, _ limits: UnpackLimits) -> String {
        name.utf8.count > limits.nameBytes
            ? String(decoding: name.utf8.suffix(limits.nameBytes), as: UTF8.self) : name
    }

    /// Reads on in an entry within the limits on work and memory.
    private mutating func hold(_ count: Int, of stream: ArchiveStream, in bytes: inout [UInt8]) -> Bool {
        let target = bytes.count + count
        while bytes.count < target {
            guard mayGoOn() else { return false }
            let before = bytes.count
            let isReadable = stream.read(min(ArchiveStream.blockBytes, target - before), into: &bytes)
            held += bytes.count - before
            work += bytes.count - before
            guard isReadable else {
                addObstacle(Self.unreadable)
                return false
            }
            guard held <= limits.heldBytes else {
                addObstacle("over the limit of \(limits.heldBytes) bytes unpacked at a time")
                return false
            }
            if bytes.count == before { return true }
        }
        return true
    }

    /// Passes over the rest of an entry where libarchive would decompress it without an end.
    private mutating func pass(_ stream: ArchiveStream) {
        withUnsafeTemporaryAllocation(byteCount: ArchiveStream.blockBytes, alignment: 1) { block in
            while mayGoOn() {
                let count = stream.pass(block)
                guard count > 0 else { return }
                work += count
            }
        }
    }

    private mutating func mayGoOn() -> Bool {
        if work > limits.unpackedBytes {
            addObstacle("over the limit of \(limits.unpackedBytes) bytes unpacked")
            return false
        }
        if ContinuousClock.now > end {
            addObstacle("over the limit of \(limits.milliseconds) ms for unpacking")
            return false
        }
        return !isFull
    }

    private mutating func addFileLimit() {
        addObstacle("over the limit of \(limits.fileBytes) bytes for a file in an archive")
    }

    private mutating func addObstacle(_ text: String) {
        obstacleCount += 1
        if !listing.obstacles.contains(text) { listing.obstacles.append(text) }
    }
}

extension ArchiveStream.Entry {
    /// An entry of which little more than its name is known.
    fileprivate init(named name: String, isEncrypted: Bool) {
        self.init(name: name, byteCount: 0, isEncrypted: isEncrypted, isFile: false)
    }

    fileprivate func renamed(_ name: String) -> Self {
        Self(name: name, byteCount: byteCount, isEncrypted: isEncrypted, isFile: isFile)
    }
}
