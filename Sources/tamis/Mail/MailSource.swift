import Foundation
import Glibc

/// Messages named on the command line: files, folders, Maildirs, mboxes, `-` for standard input.
///
/// Folders are walked in order of name; one message is in memory at a time. A Maildir is a folder with `cur` and
/// `new`: its `tmp` is left out, for a message there is not yet whole.
struct MailSource: Sequence {
    /// One message, or why it could not be read.
    struct Item {
        /// The file's path, `:N` after it for the N-th message of an mbox, `-` for standard input.
        let name: String
        /// Its bytes as they are in the file, without mbox quoting.
        let content: Result<[UInt8], MailSourceError>
    }

    private let paths: [String]

    init(paths: [String]) {
        self.paths = paths
    }

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
        let descriptor = Glibc.open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            return .failure(MailSourceError(path: file, reason: String(cString: strerror(errno))))
        }
        do {
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            return .success([UInt8](try handle.readToEnd() ?? Data()))
        } catch {
            return .failure(MailSourceError(path: file, reason: error.localizedDescription))
        }
    }

    /// Reads the next message each time it is asked.
    func makeIterator() -> Iterator {
        Iterator(paths: paths)
    }

    struct Iterator: IteratorProtocol {
        private var paths: ArraySlice<String>
        private var walk: FileWalk?
        /// The messages left of the mbox that is open.
        private var mailbox: (name: String, mbox: Mbox, next: Int)?

        init(paths: [String]) {
            self.paths = paths[...]
        }

        mutating func next() -> Item? {
            while true {
                if let item = nextOfMailbox() { return item }
                switch walk?.next() {
                case .failure(let error)?:
                    return Item(name: error.path, content: .failure(error))
                case .success(let file)?:
                    switch MailSource.contents(of: file) {
                    case .success(let bytes): if let item = open(bytes, name: file) { return item }
                    case .failure(let error): return Item(name: file, content: .failure(error))
                    }
                case nil:
                    guard let path = paths.popFirst() else { return nil }
                    if path == "-" {
                        let data = FileHandle.standardInput.readDataToEndOfFile()
                        if let item = open([UInt8](data), name: "-") { return item }
                    } else {
                        walk = FileWalk(path: path)
                    }
                }
            }
        }

        /// A file that is a message; nil where it is an mbox, whose messages come next.
        private mutating func open(_ bytes: [UInt8], name: String) -> Item? {
            guard let mbox = Mbox(bytes) else { return Item(name: name, content: .success(bytes)) }
            mailbox = (name, mbox, 0)
            return nil
        }

        private mutating func nextOfMailbox() -> Item? {
            guard let (name, mbox, index) = mailbox else { return nil }
            guard index < mbox.messages.count else {
                mailbox = nil
                return nil
            }
            mailbox?.next += 1
            let label = mbox.messages.count == 1 ? name : "\(name):\(index + 1)"
            return Item(name: label, content: .success(mbox.unquoted(mbox.messages[index])))
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
