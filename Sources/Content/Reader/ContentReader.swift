public import Evidence
import MIME

/// Reads whole messages in the worker: text, URLs, attachments, tokens.
///
/// ```swift
/// let charsets = Charsets()                       // before the cage closes
/// var reader = ContentReader(limits: limits, charsets: charsets)
/// let reading = reader.read(bytes)                // goes to the daemon first
/// reader.forEachLeaf(of: bytes) { scan($0) }      // then the virus scanner gets what was decoded
/// ```
///
/// Total, bounded and linear for any bytes (law 7). LF and CRLF line ends give the same reading. It keeps its
/// buffers from message to message; it is not for two threads.
public struct ContentReader {
    let limits: ReadingLimits
    let charsets: Charsets
    private let sha256: ((Span<UInt8>) -> [UInt8])?
    /// Whether attachments have a digest.
    private var digests = false
    var writer: TokenWriter
    var scanner: URLScanner
    var htmlReader: HTMLReader
    var html = HTMLContent()
    var text: [UInt8] = []
    var textLeft = 0
    var htmlLeft = 0
    /// The defects found so far; while a leaf is read only those of its encoding and its text.
    var defects = DefectSet()
    private var leaves = DecodedLeaves()
    /// What other mail readers may see as leaves.
    private var others = OtherLeaves()
    /// Which of the reading's attachments hold files, by their bytes: the places of equal ones ascending.
    public internal(set) var containers: [BytesKey: [Int]] = [:]
    /// The pages that stand in addresses of pages.
    var pages: [[UInt8]] = []
    var pageBudget = EmbeddedBudget(files: 0, bytes: 0)
    /// Whether parsing and decoding the last message left a defect.
    private var isSound = false

    /// Makes a reader; `charsets` were opened before.
    ///
    /// - Parameter sha256: gives the digest of bytes, 32 bytes, for the details of attachments; without it they have none.
    public init(
        limits: ReadingLimits = ReadingLimits(), charsets: Charsets, sha256: ((Span<UInt8>) -> [UInt8])? = nil
    ) {
        self.limits = limits
        self.charsets = charsets
        self.sha256 = sha256
        // Loaded here, where files can be opened.
        _ = PublicSuffixList.shared
        writer = TokenWriter(limit: limits.tokens)
        scanner = URLScanner(limits: limits)
        htmlReader = HTMLReader(limits: limits)
    }

    /// Reads a message and keeps its decoded leaves for ``forEachLeaf(of:_:)``.
    ///
    /// - Parameters:
    ///   - details: Whether the reading has the text of each token, the part tree with its texts, and the digests of
    ///     attachments too.
    ///   - tokenTexts: Whether it has the text of each token anyway.
    /// - Complexity: O(n).
    public mutating func read(_ bytes: Span<UInt8>, details: Bool = false, tokenTexts: Bool = false) -> Reading {
        let message = decode(bytes)
        pages = []
        containers = [:]
        pageBudget = others.embeddedBudget
        scanner.removeAll()
        writer.keepsTexts = details || tokenTexts
        digests = details
        textLeft = limits.textBytes
        htmlLeft = limits.htmlBytes > .max / 4 ? .max : limits.htmlBytes * 4
        var reading = Reading()

        let headerDefects = message.withSource(of: 0, in: bytes) {
            readHeader(of: message.parts[0], in: $0, into: &reading)
        }
        defects.formUnion(headerDefects)
        readParts(of: message, in: bytes, details: details, into: &reading)
        if details { reading.parts[0].defects.formUnion(headerDefects) }
        // The part tree does not show other readings: what is broken in them is the message's.
        let before = defects
        defects = others.defects
        readOthers(others, into: &reading)
        if details { reading.parts[0].defects.formUnion(defects) }
        defects.formUnion(before)
        for url in scanner.urls { URLTokens.write(url, into: &writer) }

        if scanner.overflowed { defects.insert(.tooManyURLs) }
        if scanner.nestsTooDeep { defects.insert(.nestedURLsTooDeep) }
        if writer.overflowed { defects.insert(.tooManyTokens) }
        reading.urls = scanner.urls.map { FoundURL($0) }
        (reading.tokens, reading.tokenTexts) = writer.drain()
        reading.badHeaders = HeaderCheck.badHeaders(of: message.parts[0], in: bytes, defects: &defects)
        reading.defects = defects.sorted
        return reading
    }

    /// Calls `body` with the decoded body of each leaf part, and with each file that stands encoded in it, in order, and then
    /// with what other mail readers may see as a part, and the files in that, and with pages in addresses of pages, until it
    /// returns false; `bytes` are those of the message that was read last.
    public func forEachLeaf(of bytes: Span<UInt8>, _ body: (Span<UInt8>) throws -> Bool) rethrows {
        for leaf in 0..<leaves.count {
            guard try leaves.withBody(leaf, in: bytes, body) else { return }
            for entry in leaves.embedded[leaf].entries {
                guard try body(entry.file.bytes.span) else { return }
            }
        }
        for leaf in others.leaves {
            guard try body(leaf.body.span) else { return }
            for entry in leaf.files.entries {
                guard try body(entry.file.bytes.span) else { return }
            }
        }
        for page in pages {
            guard try body(page.span) else { return }
        }
    }

    /// Whether every mail reader divides and decodes the message that was read last alike, whose bytes are `bytes`: a virus
    /// scanner that gets its leaves needs no mail parser of its own for it.
    ///
    /// - Complexity: O(n).
    public func isPlain(_ bytes: Span<UInt8>) -> Bool {
        isSound && PlainMessage.isOne(leaves, in: bytes)
    }

    /// Frees what was decoded of the last message.
    public mutating func forgetLeaves() {
        leaves = DecodedLeaves()
        others = OtherLeaves()
        pages = []
        containers = [:]
    }

    private mutating func decode(_ bytes: Span<UInt8>) -> Message {
        var mimeLimits = MIMELimits()
        mimeLimits.depth = limits.depth
        mimeLimits.parts = limits.parts
        mimeLimits.headerBytes = limits.headerBytes
        mimeLimits.fields = limits.headerFields
        mimeLimits.decodedBytes = limits.decodedBytes
        mimeLimits.parameters = limits.parameters
        mimeLimits.readings = limits.readings
        mimeLimits.expansion = limits.expansion
        let message = MessageParser.parse(bytes, limits: mimeLimits)
        defects = DefectSet()
        for defect in message.defects { defects.insert(defect) }
        leaves = DecodedLeaves(of: message, in: bytes, limits: limits)
        for found in leaves.defects { defects.formUnion(found) }
        for files in leaves.embedded { for entry in files.entries { defects.formUnion(entry.file.defects) } }
        others = OtherLeaves(of: message, decoded: leaves, in: bytes, limits: limits, mimeLimits: mimeLimits)
        defects.formUnion(others.defects)
        isSound = defects.isEmpty && others.leaves.isEmpty
        return message
    }

    /// What is told of an attachment: a part or a file in one.
    func attachment(
        _ names: [[UInt8]], declaredType: String, detectedType: String, _ bytes: Span<UInt8>
    ) -> Attachment {
        Attachment(
            names: names.map { String(decoding: $0, as: UTF8.self) },
            declaredType: String(decoding: declaredType.utf8.prefix(255), as: UTF8.self), detectedType: detectedType,
            byteCount: bytes.count, sha256: digests ? sha256?(bytes) ?? [] : [])
    }

    /// Goes through the parts in order: structure, names, and the text of the leaves that have some.
    private mutating func readParts(
        of message: Message, in bytes: Span<UInt8>, details: Bool, into reading: inout Reading
    ) {
        var paths: [[UInt8]] = []
        /// Where the outline of each part stands.
        var places: [Int] = []
        var leaf = 0
        let decoded = leaves
        for part in message.parts {
            let path = Self.path(of: part, below: part.parent.map { paths[$0] } ?? [])
            paths.append(path)
            let place = reading.parts.count
            places.append(place)
            if details {
                reading.parts.append(PartOutline(part))
                reading.parts[place].parent = part.parent.map { places[$0] }
            }
            guard part.children.isEmpty else {
                writeStructure(of: part, path: path)
                message.withSource(of: part.index, in: bytes) { readSurroundings(of: part, in: $0) }
                continue
            }
            decoded.withBody(leaf, in: bytes) { body in
                let before = defects
                defects = decoded.defects[leaf]
                readLeaf(part, path: path, body: body, cuts: decoded.embedded[leaf].cuts, into: &reading)
                if details {
                    reading.parts[place].byteCount = body.count
                    reading.parts[place].defects.formUnion(defects)
                }
                defects.formUnion(before)
            }
            readEmbedded(decoded.embedded[leaf], below: path, outline: details ? place : nil, into: &reading)
            leaf += 1
        }
    }

    /// The types from the top down, cut where the token would be.
    static func path(of part: Part, below parent: [UInt8]) -> [UInt8] {
        if parent.count > 80 { return parent }
        return (parent.isEmpty ? [] : parent + [0x3E]) + part.contentType.mediaType.utf8.prefix(80)
    }
}
