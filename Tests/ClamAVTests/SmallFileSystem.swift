import Foundation
import Glibc
import Testing

/// A file system in memory of 64 kB, which is soon full; for root only.
struct SmallFileSystem {
    private let folder: String

    init(at folder: String) throws {
        guard mount("tmpfs", folder, "tmpfs", 0, "size=64k") == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM)
        }
        self.folder = folder
    }

    func unmount() {
        if umount2(folder, Int32(MNT_DETACH)) != 0 { Issue.record("cannot unmount \(folder)") }
    }

    /// Whether we may mount: tried, for root in a container often may not.
    static let isPermitted: Bool = {
        let folder = FileManager.default.temporaryDirectory.path + "/tamis-mount-" + UUID().uuidString
        guard mkdir(folder, 0o700) == 0 else { return false }
        defer { rmdir(folder) }
        guard let mounted = try? SmallFileSystem(at: folder) else { return false }
        mounted.unmount()
        return true
    }()
}
