import Foundation
import TestSupport

/// A tmpfs that is soon full; only root can have one.
enum SmallFileSystem {
    /// Room for 64 kB in 32 files and folders.
    static func mount(at path: String) throws {
        try run("/bin/mount", ["-t", "tmpfs", "-o", "size=64k,nr_inodes=32", "tamis-test", path])
    }

    static func unmount(_ path: String) {
        try? run("/bin/umount", ["-l", path])
    }

    /// Leaves neither a byte nor a name free.
    static func fill(_ path: String) throws {
        let descriptor = open(path + "/full", O_WRONLY | O_CREAT, 0o600)
        defer { close(descriptor) }
        let block = [UInt8](repeating: 0, count: 4_096)
        while write(descriptor, block, block.count) > 0 {}
        for number in 0..<32 { close(open(path + "/\(number)", O_WRONLY | O_CREAT, 0o600)) }
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = try Process.run(URL(filePath: program), arguments: arguments)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw TestFailure("\(program) \(arguments.joined(separator: " "))")
        }
    }
}
