import Glibc

/// A tmpfs over a folder, to be filled: a full disk holds for root too. It is taken away with the object.
public final class SmallFileSystem: Sendable {
    /// Whether one can be mounted here: only by root, and not in every container.
    public static let isAvailable: Bool = {
        guard let folder = try? TemporaryFolder("mount") else { return false }
        return (try? SmallFileSystem(over: folder.path)) != nil
    }()

    /// The folder.
    public let path: String
    /// The file that fills it.
    public var filler: String { path + "/filler" }

    /// Mounts it over a folder that is there.
    ///
    /// - Parameter reserved: kilobytes of it that are filled from the start, to be given back by ``makeRoom()``.
    public init(over folder: String, kilobytes: Int = 64, reserved: Int = 0) throws {
        path = folder
        guard mount("tmpfs", folder, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
            throw DidNotHappen(description: "mount over \(folder): \(String(cString: strerror(errno)))")
        }
        if try reserved > 0 && !fill(kilobytes: reserved) {
            throw DidNotHappen(description: "\(folder) is full with less than \(reserved) kB")
        }
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }

    /// Leaves not one block free.
    public func fill() throws {
        guard try !fill(kilobytes: .max) else {
            throw DidNotHappen(description: "\(path) is not full")
        }
    }

    /// Gives all of that back.
    public func makeRoom() { unlink(filler) }

    /// - Returns: false if it was full before.
    private func fill(kilobytes: Int) throws -> Bool {
        let file = open(filler, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer { close(file) }
        let block = [UInt8](repeating: 0, count: 4_096)
        var written = 0
        while written < kilobytes {
            guard write(file, block, block.count) > 0 else {
                if errno == ENOSPC { return false }
                throw DidNotHappen(description: "fill \(path): \(String(cString: strerror(errno)))")
            }
            written += 4
        }
        return true
    }
}
