import Evidence
import MIME

/// The bodies of a message's leaves with the transfer encoding undone, each decoded once: what is read for words and
/// what the virus scanner gets are the same bytes.
struct DecodedLeaves {
    /// A leaf's body: bytes of its own where it was encoded, else a range of the part's source.
    private enum Body {
        case decoded([UInt8])
        case source(part: Int, Range<Int>)
    }

    private var bodies: [Body] = []
    /// Whose leaves they are; nil where there are none.
    private(set) var message: Message?

    /// The index of the part of each leaf, ascending.
    private(set) var parts: [Int] = []
    /// What was broken in the encoding of each leaf.
    private(set) var defects: [DefectSet] = []

    /// The files that stand encoded in each leaf.
    private(set) var embedded: [EmbeddedFiles] = []
    /// What is left for files in other readings.
    private(set) var embeddedBudget = EmbeddedBudget(files: 0, bytes: 0)

    /// How many leaves there are.
    var count: Int { parts.count }

    /// Decodes the leaves of a message: at most `limits.decodedPartBytes` of one and `limits.decodedBytes` of all.
    ///
    /// - Complexity: O(n).
    init(of message: Message, in bytes: Span<UInt8>, limits: ReadingLimits) {
        self.message = message
        var left = limits.decodedBytes
        for part in message.parts where part.children.isEmpty {
            parts.append(part.index)
            guard part.transferEncoding.isEncoding, !part.contentType.isMultipart else {
                bodies.append(.source(part: part.index, part.body))
                defects.append([])
                continue
            }
            let (decoded, found) = message.decodedBody(
                of: part.index, in: bytes, limit: min(limits.decodedPartBytes, left))
            var defects = DefectSet()
            for defect in found { defects.insert(defect) }
            self.defects.append(defects)
            left -= decoded.count
            bodies.append(.decoded(decoded))
        }
        findEmbedded(in: message, bytes, limits, decoded: limits.decodedBytes - left)
    }

    private mutating func findEmbedded(
        in message: Message, _ bytes: Span<UInt8>, _ limits: ReadingLimits, decoded: Int
    ) {
        var budget = EmbeddedBudget(
            limits, byteCount: bytes.count, parts: message.parts.count, decoded: decoded)
        for leaf in parts.indices {
            let files = withBody(leaf, in: bytes) {
                EmbeddedFiles(in: $0, depth: limits.embeddedDepth, budget: &budget)
            }
            defects[leaf].formUnion(files.defects)
            embedded.append(files)
        }
        embeddedBudget = budget
    }

    /// No leaves.
    init() {}

    /// Calls `read` with a leaf's decoded body; `bytes` are those of the message.
    func withBody<Result>(_ leaf: Int, in bytes: Span<UInt8>, _ read: (Span<UInt8>) throws -> Result) rethrows -> Result
    {
        switch bodies[leaf] {
        case .decoded(let decoded):
            return try read(decoded.span)
        case .source(let part, let range):
            guard let message else { return try read([UInt8]().span) }
            return try message.withSource(of: part, in: bytes) { try read($0.extracting(range)) }
        }
    }
}
