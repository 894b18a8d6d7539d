/// Everything that is wrong with a configuration, as one error: the file's errors by line, then those of `--set`.
struct ConfigurationErrors: Error, Hashable, Sendable {
    /// One thing that is wrong.
    struct Item: Hashable, Sendable {
        /// Where it is wrong.
        enum Place: Hashable, Sendable {
            /// The file as a whole.
            case file(String)
            /// A line, and for errors of syntax a column, counted from 1.
            case line(String, line: Int, column: Int?)
            /// The argument of the n-th `--set`.
            case set(Int, String)
            /// No one's input.
            case defaults
        }

        var place: Place
        var message: String
    }

    /// The errors in order; never empty.
    let items: [Item]

    init(_ items: [Item]) {
        self.items = items.enumerated().sorted { one, other in
            one.element.place.rank == other.element.place.rank
                ? one.offset < other.offset : one.element.place.rank < other.element.place.rank
        }.map(\.element)
    }
}

extension ConfigurationErrors.Item.Place {
    fileprivate var rank: (Int, Int) {
        switch self {
        case .file: (0, 0)
        case .line(_, let line, let column): (line, column ?? 0)
        case .set(let number, _): (.max, number)
        case .defaults: (.max, .max)
        }
    }
}

extension ConfigurationErrors.Item: CustomStringConvertible {
    /// `FILE:LINE: message`, `FILE:LINE:COLUMN: message` or `--set KEY=VALUE: message`.
    var description: String {
        switch place {
        case .file(let name): "\(name): \(message)"
        case .line(let name, let line, nil): "\(name):\(line): \(message)"
        case .line(let name, let line, let column?): "\(name):\(line):\(column): \(message)"
        case .set(_, let argument): "--set \(argument): \(message)"
        case .defaults: message
        }
    }
}

extension ConfigurationErrors: CustomStringConvertible {
    /// The errors, one a line.
    var description: String { items.map(\.description).joined(separator: "\n") }
}
