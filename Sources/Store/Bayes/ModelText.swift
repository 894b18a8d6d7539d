import Bayes
import Evidence

/// Reads a text that a database is made of, one line after the other.
protocol ModelText {
    /// Takes the next line, without its end.
    ///
    /// - Returns: a token that is known for good; nil for a line that has none, or whose token comes with the model.
    mutating func read(_ line: String) throws(ModelTextProblem) -> (token: Token, entry: TokenEntry)?

    /// Takes notice of the end of the text.
    ///
    /// - Returns: the model, in its table those tokens that ``read(_:)`` did not give.
    mutating func finish() throws(ModelTextProblem) -> BayesModel
}

/// A line that cannot be what it should.
struct ModelTextProblem: Error {
    let text: String
}

/// What kind of text a database can be made of.
public enum ModelTextFormat: String, CaseIterable, Sendable {
    /// What `tamis bayes export` writes (docs/bayes-export.md).
    case tamis
    /// What bogofilter's `bogoutil -d` writes.
    case bogofilter

    var reader: any ModelText {
        switch self {
        case .tamis: BayesImport()
        case .bogofilter: BogofilterImport()
        }
    }

    /// How such a text is made.
    var remedy: String {
        switch self {
        case .tamis: "export it again (docs/bayes-export.md)"
        case .bogofilter: "write it with `bogoutil -d wordlist.db`"
        }
    }
}
