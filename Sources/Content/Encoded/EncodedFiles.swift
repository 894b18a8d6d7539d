import MIME

/// The files that stand encoded in a file which is no part of a message, for example in an archive: uuencode, yEnc, BinHex,
/// lines of base64, TNEF.
public struct EncodedFiles {
    /// One of them.
    public struct File {
        /// Its names as UTF-8, most telling first.
        public let names: [String]
        /// What it holds, decoded.
        public let bytes: [UInt8]
    }

    /// The files, in order; of those within each other the outermost.
    public let files: [File]
    /// Whether they are all there is.
    public let isComplete: Bool

    /// Takes them out.
    ///
    /// - Parameters:
    ///   - most: how many may come.
    ///   - byteCount: how many bytes of all of them.
    /// - Complexity: O(n).
    public init(in body: Span<UInt8>, most: Int, byteCount: Int) {
        var budget = EmbeddedBudget(files: max(most, 0), bytes: max(byteCount, 0))
        let (found, defects): ([EmbeddedFile], DefectSet)
        if let stream = TNEF.read(body, budget: &budget) {
            (found, defects) = (stream.files, stream.defects)
        } else {
            let text = EncodedText(body, budget: &budget)
            (found, defects) = (text.files, text.defects)
        }
        files = found.map { file in
            File(names: file.names.map { String(decoding: $0.bytes, as: UTF8.self) }, bytes: file.bytes)
        }
        let all = found.reduce(defects) { $0.union($1.defects) }
        isComplete = !all.contains(.tooManyParts) && !all.contains(.expandedTooFar) && !all.contains(.decodedTooLarge)
    }
}
