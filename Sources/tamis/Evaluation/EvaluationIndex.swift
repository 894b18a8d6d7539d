import Foundation

/// The list of labelled messages that an evaluation runs over.
///
/// A line is `ham PATH` or `spam PATH`; a path that is not absolute starts at the folder of the index. Empty lines are
/// passed over. This is the form of the TREC spam track's indexes.
struct EvaluationIndex: Sendable, Equatable {
    /// One message.
    struct Entry: Sendable, Equatable {
        let isSpam: Bool
        let path: String
        /// Its line in the index, from 1, for complaints.
        let line: Int
    }

    /// The path of the index, for complaints.
    let file: String
    let entries: [Entry]

    /// Reads an index.
    ///
    /// - Throws: ``OperationError`` if it cannot be read, has a line of another form (its number is named) or no message.
    init(file: String) throws {
        do {
            try self.init(String(decoding: MailSource.contents(of: file).get(), as: UTF8.self), file: file)
        } catch let error as MailSourceError {
            throw OperationError("the index \(file) cannot be read: \(error)")
        }
    }

    /// Reads the text of an index that lies at `file`.
    init(_ text: String, file: String) throws {
        let folder = URL(filePath: file).deletingLastPathComponent().path
        var entries: [Entry] = []
        for (offset, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            let label = line.prefix { !$0.isWhitespace }
            let path = line.dropFirst(label.count).drop(while: \.isWhitespace)
            guard label == "ham" || label == "spam", !path.isEmpty else {
                throw OperationError(
                    "\(file):\(offset + 1): \"\(PrintableText.line(String(line.prefix(80))))\" is neither \"ham PATH\" "
                        + "nor \"spam PATH\"")
            }
            entries.append(
                Entry(
                    isSpam: label == "spam", path: path.hasPrefix("/") ? String(path) : "\(folder)/\(path)",
                    line: offset + 1))
        }
        guard !entries.isEmpty else {
            throw OperationError("\(file) names no message: write a line \"ham PATH\" or \"spam PATH\" for each")
        }
        self.file = file
        self.entries = entries
    }
}
