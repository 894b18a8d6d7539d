import Foundation

/// The temporary folder of an evaluation.
enum EvaluationFolder {
    /// Runs `body` with a new folder in $TMPDIR that is gone afterwards, whatever happened: after SIGINT and SIGTERM too.
    ///
    /// - Throws: ``Interrupted`` after one of them, else what `body` throws; an error of Foundation if the folder cannot be made.
    static func with<Result>(_ body: (URL, Interruption) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tamis-evaluate-\(UUID().uuidString)")
        let interruption = Interruption()
        defer { interruption.end() }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let result = Swift.Result { try body(folder, interruption) }
        // A peer that the interruption ended makes an error, too; the interruption is its cause.
        try interruption.check()
        return try result.get()
    }
}
