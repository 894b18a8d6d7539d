import Bayes
import Evidence

/// Reads the lines of a model as text, one after the other.
///
/// Source: docs/bayes-export.md.
struct BayesImport: ModelText {
    /// All but the tokens, once the header is read.
    private var model: BayesModel?
    private var fields: [String: [Int64]] = [:]
    private var headerLine = 0
    private var missing = 0
    private var last: Token?

    private static let names = BayesExport.counts + ["weights", "squares", "tokens"]
    private static let sections = Dictionary(uniqueKeysWithValues: TokenSection.allCases.map { ("\($0)", $0) })

    /// Takes the next line, without its end.
    ///
    /// - Returns: the token it is about; nil for a line of the header.
    mutating func read(_ line: String) throws(ModelTextProblem) -> (token: Token, entry: TokenEntry)? {
        if model != nil { return try token(line) }
        defer { headerLine += 1 }
        if headerLine == 0 {
            guard line == BayesExport.signature else {
                throw ModelTextProblem(text: "expected \"\(BayesExport.signature)\": no export of this version")
            }
            return nil
        }
        let name = Self.names[headerLine - 1]
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        let numbers = words.dropFirst().compactMap { Int64($0) }
        let count = name == "weights" || name == "squares" ? Combiner.inputCount : 1
        guard numbers.count == count, line == BayesExport.line(name, numbers) else {
            throw ModelTextProblem(text: "expected \"\(name)\" and \(count) whole number\(count == 1 ? "" : "s")")
        }
        guard name == "run" || name == "bias" || name == "weights" || numbers.allSatisfy({ $0 >= 0 }) else {
            throw ModelTextProblem(text: "\(name) cannot be below 0")
        }
        fields[name] = numbers
        if BayesExport.messages.contains(name), numbers.contains(where: { $0 > UInt32.max }) {
            throw ModelTextProblem(text: "\(name) cannot be above \(UInt32.max)")
        }
        if headerLine == Self.names.count { finishHeader() }
        return nil
    }

    /// Sees that nothing is missing at the end of the file.
    func finish() throws(ModelTextProblem) -> BayesModel {
        guard let model else { throw ModelTextProblem(text: "the file ends within the header") }
        guard missing == 0 else { throw ModelTextProblem(text: "the file ends, and \(missing) tokens are missing") }
        return model
    }

    private mutating func finishHeader() {
        func number(_ name: String) -> Int { Int(fields[name]?.first ?? 0) }
        missing = number("tokens")
        model = BayesModel(
            combiner: Combiner(
                weights: fields["weights"] ?? [], squares: fields["squares"] ?? [], bias: Int64(number("bias")))
                ?? Combiner(),
            counts: TrainingCounts(
                spam: number("spam"), ham: number("ham"), wellKnownSpam: number("well-known-spam"),
                wellKnownHam: number("well-known-ham")),
            run: number("run"))
    }

    private mutating func token(_ line: String) throws(ModelTextProblem) -> (token: Token, entry: TokenEntry) {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6 else {
            throw ModelTextProblem(
                text: "expected section, hash, spam, ham, weight and last trained, with a space between")
        }
        guard let section = Self.sections[String(words[0])] else {
            throw ModelTextProblem(text: "there is no section \"\(words[0])\"")
        }
        guard words[1].utf8.count == 16, let hash = UInt64(words[1], radix: 16), hash <= Token.hashMask else {
            throw ModelTextProblem(text: "a hash has 16 hexadecimal digits and 61 bits")
        }
        let token = Token(section: section, hash: hash)
        guard token.key & Token.hashMask == hash else { throw ModelTextProblem(text: "no token has this hash") }
        guard let spam = UInt32(words[2]), let ham = UInt32(words[3]), let weight = Int32(words[4]),
            let trained = UInt32(words[5])
        else { throw ModelTextProblem(text: "spam, ham, weight and last trained are whole numbers of 32 bits") }
        if let last, token <= last { throw ModelTextProblem(text: "the tokens are not in ascending order") }
        guard missing > 0 else { throw ModelTextProblem(text: "there are more tokens than the header says") }
        missing -= 1
        last = token
        let entry = TokenEntry(spam: spam, ham: ham, weight: weight, trained: trained)
        guard line == BayesExport.line(token, entry) else {
            throw ModelTextProblem(text: "the numbers are not in their plain form")
        }
        return (token, entry)
    }
}
