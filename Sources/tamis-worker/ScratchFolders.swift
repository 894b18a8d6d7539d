import CLinux
import Descriptors
import Glibc

/// The folders for temporary files: one of this worker's, `worker-PID`, and in it one of each child's.
///
/// What a killed child leaves in its folder goes with it; what a killed worker leaves, the next one removes.
struct ScratchFolders {
    private let base: String
    private let own: String
    private var next = 0

    /// Makes this worker's folder in `base`, and `base` if it is not there.
    init(base: String) {
        self.base = base
        own = base + "/worker-\(getpid())"
        _ = mkdir(base, 0o700)
        removeAbandoned()
        _ = mkdir(own, 0o700)
    }

    /// Makes a folder for one child.
    mutating func make() throws(SystemError) -> String {
        next += 1
        let path = own + "/\(next)"
        guard mkdir(path, 0o700) == 0 else { throw SystemError("the scratch folder \(path)") }
        return path
    }

    /// Removes a child's folder with what is in it.
    func remove(_ path: String) {
        tamis_remove_tree(path)
    }

    /// Removes all of this worker's folders.
    func removeAll() {
        tamis_remove_tree(own)
    }

    /// Removes the folders of workers that are no more, and one of a process that had our id before us.
    private func removeAbandoned() {
        guard let folder = opendir(base) else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasPrefix("worker-"), let process = pid_t(name.dropFirst("worker-".count)) else { continue }
            if process == getpid() || (kill(process, 0) != 0 && errno == ESRCH) {
                tamis_remove_tree(base + "/" + name)
            }
        }
    }
}
