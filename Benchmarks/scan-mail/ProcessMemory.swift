import Foundation
import Synchronization

/// The memory of processes, as the kernel shares it out (proc(5), smaps_rollup).
enum ProcessMemory {
    /// Kilobytes: each page shared out among those that have it, and the pages that nobody else has.
    struct Share {
        var proportional = 0
        var unique = 0
    }

    /// nil for a process that is gone.
    static func share(of process: Int32) -> Share? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/smaps_rollup", encoding: .utf8) else {
            return nil
        }
        var share = Share()
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 2, let number = Int(words[1]) else { continue }
            switch words[0] {
            case "Pss:": share.proportional = number
            case "Private_Clean:", "Private_Dirty:": share.unique += number
            default: break
            }
        }
        return share
    }

    /// A process and all below it.
    static func tree(of process: Int32) -> [Int32] {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        let children = tasks.flatMap { task in
            ((try? String(contentsOfFile: "/proc/\(process)/task/\(task)/children", encoding: .utf8)) ?? "")
                .split(separator: " ").compactMap { Int32($0) }
        }
        return [process] + children.flatMap { tree(of: $0) }
    }

    /// Megabytes of some processes together.
    static func megabytes(_ processes: [Int32]) -> Double {
        Double(processes.compactMap { share(of: $0)?.proportional }.reduce(0, +)) / 1_024
    }

    /// Processor time of some processes, in seconds.
    static func processorSeconds(_ processes: [Int32]) -> Double {
        processes.reduce(0) { sum, process in
            let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
            let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
            guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return sum }
            return sum + (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        }
    }

    /// The most that some processes have together until it is stopped, looked at every 20 ms on a thread of its own.
    final class Peak: Sendable {
        private let state = Mutex((megabytes: 0.0, isStopped: false))

        init(_ processes: @escaping @Sendable () -> [Int32]) {
            Thread.detachNewThread { [self] in
                while !state.withLock({ $0.isStopped }) {
                    let now = ProcessMemory.megabytes(processes())
                    state.withLock { $0.megabytes = max($0.megabytes, now) }
                    usleep(20_000)
                }
            }
        }

        func stop() -> Double {
            state.withLock { state in
                state.isStopped = true
                return state.megabytes
            }
        }
    }
}
