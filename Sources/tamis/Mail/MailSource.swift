import Descriptors
import Foundation
import Glibc

/// Messages named on the command line: files, folders, Maildirs, mboxes, `-` for standard input.
///
/// Folders are walked in order of name; one message is in memory at a time, and no more of it than a limit. A Maildir is
/// a folder with `cur` and `new`: its `tmp` is left out, for a message there is not yet whole, and so are messages in
/// `cur` with the flags for drafts and for what was thrown away.
struct MailSource: Sequence {
    /// One message, or why it could not be read.
    struct Item {
        /// The file's path, `:N` after it for the N-th message of an mbox, `-` for standard input.
        let name: String
        /// Its bytes as they are in the file, without mbox quoting.
        let content: Result<[UInt8], MailSourceError>
        /// Whether only its head is there, for it is larger than the limit.
        var isCut = false

        /// How much is in memory.
        var byteCount: Int { (try? content.get().count) ?? 0 }
    }

    /// What the messages are from.
    let paths: [String]
    /// How many bytes of a message are read.
    let limit: Int

    /// How many files there are, for the progress line; an mbox counts as one. Nil where standard input is among
    /// them.
    func countFiles() -> Int? {
        var count = 0
        for path in paths {
            if path == "-" { return nil }
            var walk = FileWalk(path: path)
            while walk.next() != nil { count += 1 }
        }
        return count
    }

    /// What is in a file, or comes out of a named pipe: the shell's `<(…)` is one.
    static func contents(of file: String) -> Result<[UInt8], MailSourceError> {
        open(file).flatMap { descriptor in
            do {
                let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
                return .success([UInt8](try handle.readToEnd() ?? Data()))
            } catch {
                return .failure(MailSourceError(path: file, reason: error.localizedDescription))
            }
        }
    }

    /// Reads the next message each time it is asked.
    func makeIterator() -> Iterator {
        Iterator(paths: paths, limit: limit)
    }

    private static func open(_ file: String) -> Result<Int32, MailSourceError> {
        let descriptor = file == "-" ? dup(STDIN_FILENO) : Glibc.open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            return .failure(MailSourceError(path: file, reason: String(cString: strerror(errno))))
        }
        return .success(descriptor)
    }

    struct Iterator: IteratorProtocol {
        private var paths: ArraySlice<String>
        private let limit: Int
        private var walk: FileWalk?
        /// The file whose messages come next, and how many came.
        private var open: (name: String, file: MailFile, count: Int)?

        init(paths: [String], limit: Int) {
            self.paths = paths[...]
            self.limit = limit
        }

        mutating func next() -> Item? {
            while true {
                if let item = nextOfFile() { return item }
                switch walk?.next() {
                case .failure(let error)?:
                    return Item(name: error.path, content: .failure(error))
                case .success(let file)?:
                    if let error = begin(file) { return error }
                case nil:
                    guard let path = paths.popFirst() else { return nil }
                    if path == "-" {
                        if let error = begin(path) { return error }
                    } else {
                        walk = FileWalk(path: path)
                    }
                }
            }
        }

        /// Opens a file; gives an item where that fails.
        private mutating func begin(_ file: String) -> Item? {
            switch MailSource.open(file) {
            case .success(let descriptor):
                open = (file, MailFile(descriptor: descriptor, limit: limit), 0)
                return nil
            case .failure(let error): return Item(name: file, content: .failure(error))
            }
        }

        private mutating func nextOfFile() -> Item? {
            guard let (name, file, count) = open else { return nil }
            do throws(SystemError) {
                guard let message = try file.next() else {
                    open = nil
                    return nil
                }
                open?.count += 1
                let label = count == 0 && !message.isFollowed ? name : "\(name):\(count + 1)"
                return Item(name: label, content: .success(message.bytes), isCut: message.isCut)
            } catch {
                open = nil
                let reason = String(cString: strerror(error.number))
                return Item(name: name, content: .failure(MailSourceError(path: name, reason: reason)))
            }
        }
    }
}

/// A file or folder that cannot be read.
struct MailSourceError: Error, CustomStringConvertible {
    let path: String
    let reason: String

    /// The reason; whoever shows it names the item.
    var description: String { reason }
}
