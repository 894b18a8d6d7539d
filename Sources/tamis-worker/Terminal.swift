import Glibc

/// The worker's standard streams, unbuffered: a child may be killed at any time.
enum Terminal {
    /// Writes a line to standard error, with the program's name in front.
    static func complain(_ line: String) {
        write("tamis-worker: \(line)\n", to: 2)
    }

    /// Writes to a stream as it is.
    static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }
}
