import Evidence
import MIME

/// How much may still be decoded out of the parts of a message (law 7).
struct EmbeddedBudget {
    /// Files that may still come.
    private(set) var files: Int
    /// Bytes that may still come, of all files.
    private(set) var bytes: Int
    private let fileBytes: Int

    /// A budget of so many files and bytes.
    init(files: Int, bytes: Int, fileBytes: Int = .max) {
        self.files = files
        self.bytes = bytes
        self.fileBytes = fileBytes
    }

    /// What `limits` leave for a message of `byteCount` bytes that has `parts` parts, of which `decoded` bytes were
    /// decoded.
    init(_ limits: ReadingLimits, byteCount: Int, parts: Int, decoded: Int) {
        let base = max(byteCount, 1 << 20)
        let (expanded, overflows) = base.multipliedReportingOverflow(by: max(limits.embeddedExpansion, 0))
        self.init(
            files: max(min(limits.embeddedFiles, limits.parts - parts), 0),
            bytes: max(min(overflows ? .max : expanded, limits.decodedBytes - decoded), 0),
            fileBytes: limits.decodedPartBytes)
    }

    /// The bytes that the next file may have.
    var limit: Int { min(fileBytes, bytes) }

    /// The defect of a file that has more.
    var breach: Defect { fileBytes <= bytes ? .decodedTooLarge : .expandedTooFar }

    /// Takes room for a file of `byteCount` bytes; false: there are as many files as there may be.
    mutating func take(_ byteCount: Int) -> Bool {
        guard files > 0 else { return false }
        files -= 1
        bytes = max(bytes - byteCount, 0)
        return true
    }
}
