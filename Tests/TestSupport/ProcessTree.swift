public import Glibc

/// The processes that another has started, as /proc shows them.
public enum ProcessTree {
    /// A process's children, theirs, and so on, as they are at this moment; nearest first.
    public static func descendants(of pid: pid_t) -> [pid_t] {
        let children = children(of: pid)
        return children + children.flatMap { descendants(of: $0) }
    }

    /// A process's children, those of all its threads.
    public static func children(of pid: pid_t) -> [pid_t] {
        entries("/proc/\(pid)/task").flatMap { thread in
            words("/proc/\(pid)/task/\(thread)/children").compactMap { pid_t($0) }
        }
    }

    /// Whether it runs: one that has ended and was not waited for does not.
    public static func isRunning(_ pid: pid_t) -> Bool {
        // "PID (name) STATE …", where the name may hold anything but is in the last parentheses.
        guard let state = words("/proc/\(pid)/stat", after: ")").first else { return false }
        return state != "Z" && state != "X"
    }

    /// The processor time that a process has taken so far, in seconds; 0 if there is none of this id.
    public static func processorSeconds(of pid: pid_t) -> Double {
        // From the third field on: the 14th and 15th are user and system time.
        let fields = words("/proc/\(pid)/stat", after: ")")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / Double(max(sysconf(Int32(_SC_CLK_TCK)), 1))
    }

    private static func entries(_ path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    private static func words(_ path: String, after mark: Character? = nil) -> [String] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 8_192)
        let count = read(file, &bytes, bytes.count)
        guard count > 0 else { return [] }
        var text = String(decoding: bytes[..<count], as: UTF8.self)[...]
        if let mark, let last = text.lastIndex(of: mark) { text = text[text.index(after: last)...] }
        return text.split { $0 == " " || $0 == "\n" }.map(String.init)
    }
}
