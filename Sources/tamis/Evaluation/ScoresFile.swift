import Foundation
import Glibc

/// A file with a line `<ham|spam> <probability>` for each message that was scored.
struct ScoresFile: Sendable {
    private let path: String

    /// Makes the file, so that one that cannot be written is known before a long run and not after it.
    init(path: String) throws {
        self.path = path
        try write([])
    }

    /// Writes the lines. Seventeen digits: enough for the exact value, for next to 1 every one of them counts.
    func write(_ messages: [ScoredMessage]) throws {
        let lines = messages.map { message in
            (message.isSpam ? "spam " : "ham ") + String(format: "%.16e", message.probability) + "\n"
        }
        guard let file = fopen(path, "we") else { throw failure() }
        let isWritten = fputs(lines.joined(), file) >= 0
        guard fclose(file) == 0, isWritten else { throw failure() }
    }

    private func failure() -> OperationError {
        OperationError("\(path): \(String(cString: strerror(errno))) (--scores)")
    }
}
