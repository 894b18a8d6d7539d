public import Bayes
import Evidence

extension StarterModel {
    /// Reads a starter model: a text as `tamis bayes export` writes it.
    ///
    /// - Parameters:
    ///   - name: The path of the text, for errors.
    ///   - lines: Gives one line after the other, without its end; nil after the last.
    /// - Throws: ``StoreError`` if a line is wrong; whatever `lines` throws.
    public init(name: String, lines: () throws -> String?) throws {
        var reader = BayesImport()
        var table = TokenTable()
        var number = 0
        do {
            while let line = try lines() {
                number += 1
                if let (token, entry) = try reader.read(line) { table[token] = entry }
            }
            number += 1
            var model = try reader.finish()
            model.table = table
            self.init(model)
        } catch let problem as ModelTextProblem {
            throw StoreError(
                path: "\(name):\(number)", problem: problem.text,
                remedy: "take the one that came with this version, or set bayes.starter = false")
        }
    }
}
