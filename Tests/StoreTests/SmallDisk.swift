import Foundation
import Glibc

/// A tmpfs of a few kilobytes, to be filled; only root can mount one.
final class SmallDisk {
    /// Whether this process may mount: it is root, and not in a container that forbids it.
    static let isPossible: Bool = {
        guard geteuid() == 0 else { return false }
        let folder = FileManager.default.temporaryDirectory.appending(path: "tamis-mount-\(UUID().uuidString)")
        guard (try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)) != nil else {
            return false
        }
        defer { try? FileManager.default.removeItem(at: folder) }
        return (try? SmallDisk(at: folder, kilobytes: 64)) != nil
    }()

    let folder: URL
    private var ballast: URL { folder.appending(path: "ballast") }

    enum Filling {
        case full
        case freeing
    }

    /// Mounts it; a ballast of a quarter of it lies there, so that it can be given room again.
    init(at folder: URL, kilobytes: Int) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
        try Data(count: kilobytes * 256).write(to: ballast)
    }

    deinit {
        umount2(folder.path, Int32(MNT_DETACH))
    }

    /// Fills it to the last block, or takes the ballast away.
    func fill(with filling: Filling) throws {
        switch filling {
        case .freeing: try FileManager.default.removeItem(at: ballast)
        case .full:
            let descriptor = open(folder.appending(path: "rest").path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
            defer { close(descriptor) }
            let block = [UInt8](repeating: 0, count: 4_096)
            while write(descriptor, block, block.count) > 0 {}
        }
    }
}
