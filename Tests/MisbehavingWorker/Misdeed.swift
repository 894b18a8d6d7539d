import CLinux
import Evidence
import Glibc

/// What a child does instead of reading its message.
enum Misdeed: String {
    /// Reads where there is no memory.
    case crash
    /// Ends by itself.
    case exit
    /// Never ends, and uses the processor.
    case spin
    /// Never ends, and does nothing.
    case sleep
    /// Takes all the memory it gets.
    case eat
    /// Writes into its scratch folder for as long as it can.
    case fill
    /// Tries all that the cage must refuse.
    case breakOut

    /// Does it.
    ///
    /// - Returns: what came of it, for the answer.
    func outcome(_ settings: WorkerSettings, scratch: String) -> String {
        switch self {
        case .crash: return "\(UnsafeRawPointer(bitPattern: 4_096)?.load(as: UInt8.self) ?? 0)"
        case .exit: _exit(3)
        case .spin:
            while getppid() > 0 {}
            return "orphaned"
        case .sleep:
            while true { _ = Glibc.sleep(1_000) }
        case .eat: return Self.eat()
        case .fill: return Self.fill(scratch)
        case .breakOut: return Self.breakOut()
        }
    }

    /// - Returns: how many megabytes it got.
    private static func eat() -> String {
        var megabytes = 0
        while let memory = malloc(1 << 20) {
            memset(memory, 1, 1 << 20)
            megabytes += 1
        }
        return "\(megabytes)"
    }

    /// - Returns: how many bytes one file took, and why no more.
    private static func fill(_ scratch: String) -> String {
        let file = open(scratch + "/file", O_WRONLY | O_CREAT, 0o600)
        let bytes = [UInt8](repeating: 1, count: 65_536)
        var total = 0
        while case let count = write(file, bytes, bytes.count), count > 0 { total += count }
        return "\(total) \(errno == EFBIG ? "EFBIG" : "\(errno)")"
    }

    /// - Returns: what was not refused.
    private static func breakOut() -> String {
        let through = (0..<tamis_cage_probe_count()).filter { tamis_cage_probe_refused($0) != 1 }
        return "through: " + through.map { String(cString: tamis_cage_probe_name($0)) }.joined(separator: ", ")
    }
}
