import Glibc

/// The command line of a small program: `--name value`, `--name=value`, flags and the rest.
///
/// Ask for each option once, then for the `rest`; what nobody asked for is an error there.
public struct Arguments {
    /// The command line is wrong; its text says how.
    public struct Misuse: Error, CustomStringConvertible {
        /// What is wrong, for the user.
        public let description: String

        /// Says what is wrong.
        public init(_ description: String) { self.description = description }
    }

    private var words: [String]

    /// Takes the words after the program's name.
    public init(_ words: [String]) { self.words = words }

    /// Whether a flag is there.
    public mutating func flag(_ name: String) -> Bool {
        guard let index = words.firstIndex(of: name) else { return false }
        words.remove(at: index)
        return true
    }

    /// The value of an option; nil if it is not there, the last one if it is there twice.
    public mutating func text(_ name: String) throws -> String? { try texts(name).last }

    /// All values of an option that may be repeated.
    public mutating func texts(_ name: String) throws -> [String] {
        var values: [String] = []
        var index = 0
        while index < words.count {
            if words[index] == name {
                guard index + 1 < words.count else { throw Misuse("\(name) needs a value") }
                values.append(words[index + 1])
                words.removeSubrange(index...index + 1)
            } else if words[index].hasPrefix(name + "=") {
                values.append(String(words[index].dropFirst(name.utf8.count + 1)))
                words.remove(at: index)
            } else {
                index += 1
            }
        }
        return values
    }

    /// A whole number within a range; nil if the option is not there.
    public mutating func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let value = try text(name) else { return nil }
        guard let number = Int(value), range.contains(number) else {
            throw Misuse(
                "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound), not '\(value)'")
        }
        return number
    }

    /// What is left: the paths. Any option among it is unknown.
    public func rest() throws -> [String] {
        if let unknown = words.first(where: { $0.hasPrefix("-") }) {
            throw Misuse("unknown option '\(unknown)'")
        }
        return words
    }
}

/// Writes a line to standard error and ends the program: 64 (EX_USAGE) for a wrong command line, 1 otherwise.
public func give(up error: any Error, program: String, usage: String) -> Never {
    let isMisuse = error is Arguments.Misuse
    let text = Array("\(program): \(error)\n\(isMisuse ? usage : "")".utf8)
    _ = write(STDERR_FILENO, text, text.count)
    exit(isMisuse ? 64 : 1)
}
