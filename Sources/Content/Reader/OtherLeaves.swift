import Evidence
import MIME

/// What other mail readers see as the bodies of a message's leaves, where they may take it differently: for the virus
/// scanner and for words (law 8, decision 0008).
///
/// Each body is kept once, and none that is among the leaves of the main reading. The work is bounded: some times the
/// size of the message, and ``maximum`` bodies; what was left out is ``Defect/tooManyReadings``.
struct OtherLeaves {
    /// A body that another reader sees.
    struct Leaf {
        /// The part that it is of, by its header.
        let part: Part
        let body: [UInt8]
        /// Whether the part itself is of another reading; else only its body is decoded in another way.
        let isOtherPart: Bool
        /// Whether it may be shown as text; what was found in text, outside of any part's encoding, is not.
        let isShown: Bool
        /// The files that stand encoded in the body, if no other leaf has them.
        let files: EmbeddedFiles
    }

    /// The most bodies; a message of ordinary faults has one or two.
    static let maximum = 1_000
    /// How much is read for it at least, and as a multiple of the message.
    private static let leastWork = 32 << 20
    private static let workFactor = 8

    private(set) var leaves: [Leaf] = []
    /// ``Defect/tooManyReadings``, and what is broken in the files within the bodies.
    private(set) var defects = DefectSet()

    /// Bodies, with what their header says of them, by hash. The hash is seeded at random, so that no sender can make two
    /// alike.
    private var known: Set<Int> = []
    /// The encoded files of each body, by hash, and whether a leaf has them whose names and words count.
    private var searched: [Int: (files: EmbeddedFiles, areShown: Bool)] = [:]
    /// What is left for files in addresses of pages.
    private(set) var embeddedBudget = EmbeddedBudget(files: 0, bytes: 0)
    private let embeddedDepth: Int
    /// What was decoded already out of the message's own bytes.
    private var seen: Set<Place> = []
    private var work: Int
    private var room: Int
    private let partLimit: Int

    private struct Place: Hashable {
        let range: Range<Int>
        let encoding: TransferEncoding
        let contentType: ContentType
        let disposition: ContentDisposition?
    }

    /// None.
    init() {
        (work, room, partLimit, embeddedDepth) = (0, 0, 0, 0)
    }

    /// Reads a message in all other ways; `decoded` are the leaves of the main reading.
    ///
    /// - Complexity: O(n).
    init(
        of message: Message, decoded: DecodedLeaves, in bytes: Span<UInt8>, limits: ReadingLimits,
        mimeLimits: MIMELimits
    ) {
        let (product, overflow) = bytes.count.multipliedReportingOverflow(by: Self.workFactor)
        work = max(Self.leastWork, overflow ? .max : product)
        room = limits.decodedBytes
        partLimit = limits.decodedPartBytes
        embeddedBudget = decoded.embeddedBudget
        embeddedDepth = limits.embeddedDepth
        var leafDefects = DefectSet()
        for found in decoded.defects { leafDefects.formUnion(found) }
        let isBroken = !leafDefects.isEmpty || !message.defects.isEmpty
        guard isBroken || message.parts.contains(where: { $0.preamble?.isEmpty == false }) else { return }
        if isBroken {
            for leaf in 0..<decoded.count {
                let hash = decoded.withBody(leaf, in: bytes) {
                    hashIfNew($0, of: message.parts[decoded.parts[leaf]])
                }
                if let hash { searched[hash] = (decoded.embedded[leaf], true) }
            }
        }
        let found = Dictionary(uniqueKeysWithValues: zip(decoded.parts, decoded.defects))
        add(message, in: bytes, main: found, searchesText: isBroken)
        var readings = OtherReadings(besides: message, limits: mimeLimits, budget: work)
        while let other = readings.next(of: bytes) { add(other, in: bytes, main: nil, searchesText: true) }
        if !readings.isComplete { defects.insert(.tooManyReadings) }
    }

    /// Adds the leaves of a reading; `main`: it is the main one, and these are the defects of each leaf's encoding, by part.
    private mutating func add(
        _ message: Message, in bytes: Span<UInt8>, main: [Int: DefectSet]?, searchesText: Bool
    ) {
        for part in message.parts {
            message.withSource(of: part.index, in: bytes) { source in
                for surroundings in [part.preamble, part.epilogue] {
                    guard let surroundings, !surroundings.isEmpty else { continue }
                    addBlocks(in: source.extracting(surroundings), of: part)
                }
                guard part.children.isEmpty else { return }
                add(
                    part, source.extracting(part.body), isMain: main != nil, found: main?[part.index],
                    searchesText: searchesText, encodings: Self.encodings(of: part, in: message))
            }
        }
    }

    /// Adds a body in each of the encodings that it may have, its own first; `found`: it is kept already as that is decoded,
    /// with these defects.
    private mutating func add(
        _ part: Part, _ body: Span<UInt8>, isMain: Bool, found: DefectSet?, searchesText: Bool,
        encodings: [TransferEncoding]
    ) {
        for (place, encoding) in encodings.enumerated() {
            let found = place == 0 ? found : nil
            if part.source == 0 {
                let place = Place(
                    range: part.body, encoding: encoding, contentType: part.contentType, disposition: part.disposition)
                guard seen.insert(place).inserted else { continue }
            }
            guard searchesText || encodings.count > 1, takeWork(body.count) else { continue }
            let limit = min(partLimit, room)
            switch encoding {
            case .base64:
                let defects = found ?? keep(Base64.decode(body, limit: limit), of: part, isOtherPart: !isMain)
                guard !defects.isDisjoint(with: [.base64Junk, .base64AfterPadding]), takeWork(body.count * 3) else {
                    continue
                }
                for other in Base64.otherReadings(of: body, defects: defects, limit: limit) {
                    keep((other, []), of: part, isOtherPart: !isMain)
                }
            case .quotedPrintable:
                let defects = found ?? keep(QuotedPrintable.decode(body, limit: limit), of: part, isOtherPart: !isMain)
                guard defects.contains(.badQuotedPrintable), takeWork(body.count) else { continue }
                keep((QuotedPrintable.otherReading(of: body, limit: limit), []), of: part, isOtherPart: !isMain)
            case .uuencode:
                if found == nil { keep(Uuencode.decode(body, limit: limit), of: part, isOtherPart: !isMain) }
            case .sevenBit, .eightBit, .binary, .unknown:
                if let hash = hashIfNew(body, of: part) {
                    let bytes = Array(copying: body, limit: limit)
                    keepNew(
                        bytes, hash, bytes.count < body.count ? [.decodedTooLarge] : [], of: part, isOtherPart: !isMain)
                }
                addBlocks(in: body, of: part)
            }
        }
    }

    /// The encoding that a leaf has, and where it is open those that it may have.
    private static func encodings(of part: Part, in message: Message) -> [TransferEncoding] {
        let own: TransferEncoding = part.contentType.isMultipart ? .binary : part.transferEncoding
        var isOpen = !part.defectSet.isDisjoint(with: openingDefects)
        isOpen = isOpen || part.contentType.isMultipart && part.transferEncoding.isEncoding
        // Some readers take the encoding of a multipart for that of the parts in it.
        if let parent = part.parent { isOpen = isOpen || message.parts[parent].defectSet.contains(.encodedMultipart) }
        guard isOpen else { return [own] }
        return [own] + [.base64, .quotedPrintable, .binary].filter { $0 != own && ($0.isEncoding || own.isEncoding) }
    }

    private static let openingDefects: DefectSet = [
        .duplicateTransferEncoding, .unknownTransferEncoding, .malformedTransferEncoding, .disguisedContentField,
        .encodedMultipart,
    ]

    /// Base64 in text that no part's header tells of.
    private mutating func addBlocks(in text: Span<UInt8>, of part: Part) {
        guard takeWork(text.count) else { return }
        let found = Base64.blocks(in: text, limit: min(partLimit, room), most: Self.maximum)
        if !found.isComplete { defects.insert(.tooManyReadings) }
        for block in found.blocks {
            if let hash = hashIfNew(block.span, of: nil) {
                keepNew(block, hash, of: part, isOtherPart: false, isShown: false)
            }
        }
    }

    /// Keeps a decoded body, if it is new, and gives its defects back.
    @discardableResult
    private mutating func keep(
        _ decoded: (bytes: [UInt8], defects: DefectSet), of part: Part, isOtherPart: Bool
    ) -> DefectSet {
        if !decoded.bytes.isEmpty, let hash = hashIfNew(decoded.bytes.span, of: part) {
            keepNew(decoded.bytes, hash, decoded.defects, of: part, isOtherPart: isOtherPart)
        }
        return decoded.defects
    }

    private mutating func keepNew(
        _ body: [UInt8], _ hash: Int, _ found: DefectSet = [], of part: Part, isOtherPart: Bool, isShown: Bool = true
    ) {
        guard leaves.count < Self.maximum, body.count <= room, !found.contains(.decodedTooLarge) else {
            defects.insert(.tooManyReadings)
            return
        }
        room -= body.count
        let files = files(in: body.span, hash, isShown: isShown)
        leaves.append(Leaf(part: part, body: body, isOtherPart: isOtherPart, isShown: isShown, files: files))
    }

    /// The files that stand encoded in a body; their budget is what the main reading left of its own.
    private mutating func files(in body: Span<UInt8>, _ hash: Int, isShown: Bool) -> EmbeddedFiles {
        if let (files, areShown) = searched[hash] {
            if areShown || !isShown { return EmbeddedFiles(besides: files.cuts) }
            searched[hash] = (files, true)
            return files
        }
        let files = EmbeddedFiles(in: body, depth: embeddedDepth, budget: &embeddedBudget)
        searched[hash] = (files, isShown)
        defects.formUnion(files.defects)
        for entry in files.entries { defects.formUnion(entry.file.defects) }
        return files
    }

    /// The hash of a body's bytes; nil if it is known with this header.
    private mutating func hashIfNew(_ body: Span<UInt8>, of part: Part?) -> Int? {
        var hasher = Hasher()
        body.withUnsafeBufferPointer { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        let hash = hasher.finalize()
        hasher = Hasher()
        hasher.combine(part?.contentType)
        hasher.combine(part?.disposition)
        hasher.combine(hash)
        return known.insert(hasher.finalize()).inserted ? hash : nil
    }

    private mutating func takeWork(_ count: Int) -> Bool {
        guard work >= count else {
            defects.insert(.tooManyReadings)
            return false
        }
        work -= count
        return true
    }
}
