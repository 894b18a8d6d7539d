import Glibc
import TestSupport

/// A tmpfs of 64 kB over a folder, to be filled: a full disk holds for root too.
final class SmallFileSystem: Sendable {
    /// Whether one can be mounted here: only by root, and not in every container.
    static let isAvailable: Bool = {
        guard let folder = try? TemporaryFolder("mount") else { return false }
        return (try? SmallFileSystem(over: folder.path)) != nil
    }()

    private let folder: String
    private var filler: String { folder + "/filler" }

    /// Mounts it.
    init(over folder: String, kilobytes: Int = 64) throws {
        self.folder = folder
        guard mount("tmpfs", folder, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
            throw DidNotHappen(description: "mount over \(folder): \(String(cString: strerror(errno)))")
        }
    }

    deinit { umount2(folder, Int32(MNT_DETACH)) }

    /// Leaves not one block free.
    func fill() throws {
        let file = open(filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(file) }
        let block = [UInt8](repeating: 0, count: 4_096)
        while write(file, block, block.count) > 0 {}
        guard errno == ENOSPC else {
            throw DidNotHappen(description: "fill \(folder): \(String(cString: strerror(errno)))")
        }
    }

    /// Gives all of it back.
    func makeRoom() { unlink(filler) }
}
