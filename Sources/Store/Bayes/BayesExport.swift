import Bayes
import Evidence
import Foundation

/// The lines of a model as text.
///
/// Source: docs/bayes-export.md.
enum BayesExport {
    /// The first line; the number is the version of the format.
    static let signature = "tamis-bayes-export 1"
    /// Numbers of messages, the first lines below the signature.
    static let messages = ["spam", "ham", "well-known-spam", "well-known-ham"]
    /// The single numbers of the header, one a line, in this order.
    static let counts = messages + ["run", "bias"]

    /// The lines above the tokens.
    static func header(_ model: BayesModel) -> [String] {
        let numbers = [
            model.counts.spam, model.counts.ham, model.counts.wellKnownSpam, model.counts.wellKnownHam, model.run,
            Int(model.combiner.bias),
        ]
        return [signature] + zip(counts, numbers).map { line($0, [Int64($1)]) } + [
            line("weights", model.combiner.weights), line("squares", model.combiner.squares),
            line("tokens", [Int64(model.table.count)]),
        ]
    }

    /// The line of a token.
    static func line(_ token: Token, _ entry: TokenEntry) -> String {
        "\(token.section) \(token.hashDigits) \(entry.spam) \(entry.ham) \(entry.weight) \(entry.trained)"
    }

    /// A line of the header.
    static func line(_ name: String, _ numbers: [Int64]) -> String {
        ([name] + numbers.map { "\($0)" }).joined(separator: " ")
    }
}

extension BayesFile {
    /// Hands the model as text to `write`, in pieces of whole lines: as of one moment, rows that wait taken in.
    ///
    /// Complexity: O(n log n) of the tokens; as much memory as the daemon needs for the model.
    /// - Throws: ``StoreError`` if there is no database or it cannot be read; whatever `write` throws.
    public func export(to write: (String) throws -> Void) throws {
        let model = try read { db in
            try DatabaseSchema.bayes.require(db, path: path)
            return try BayesState.load(db).model
        }
        try write(BayesExport.header(model).joined(separator: "\n") + "\n")
        let tokens = model.table.tokens { _ in true }.sorted()
        for start in stride(from: 0, to: tokens.count, by: 1_000) {
            var piece = ""
            for token in tokens[start..<min(start + 1_000, tokens.count)] {
                guard let entry = model.table[token] else { continue }
                piece += BayesExport.line(token, entry) + "\n"
            }
            try write(piece)
        }
    }

    /// Writes the model as text to a file, which is there when it is whole and on the disk, not before.
    ///
    /// - Throws: ``StoreError`` if there is such a file already and `overwrites` is not set, there is no database, or
    ///   one of the two cannot be used.
    public func export(toFile file: String, overwrites: Bool) throws {
        guard overwrites || !FileManager.default.fileExists(atPath: file) else {
            throw StoreError(path: file, problem: "is there already", remedy: "name another, or say --force")
        }
        let draft = try DatabaseDraft(for: file)
        let handle = try FileHandle(forWritingTo: URL(filePath: draft.path))
        try export { piece in
            do {
                try handle.write(contentsOf: Data(piece.utf8))
            } catch {
                throw StoreError(path: file, problem: "cannot be written: \(error)", remedy: "make room on its disk")
            }
        }
        try draft.place()
    }
}
