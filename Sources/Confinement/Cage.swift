import CLinux
import Descriptors
import Glibc

/// The walls around a child, closed from inside and for good.
///
/// Layers: no new privileges, Landlock (no files but the scratch folder), seccomp (only the system calls that decoding
/// takes), and limits on memory, processor time, files and descriptors.
public struct Cage {
    /// The folder for temporary files; nil: none.
    public var scratch: String?
    /// Memory in bytes beyond what the process has now.
    public var memoryBytes: Int
    /// The largest file that can be written.
    public var fileBytes: Int

    /// Makes one that is not closed yet.
    public init(scratch: String?, memoryBytes: Int, fileBytes: Int) {
        self.scratch = scratch
        self.memoryBytes = memoryBytes
        self.fileBytes = fileBytes
    }

    /// Descriptors of a child: streams, socket, content, answer, and what libclamav opens for nested archives.
    private static let descriptors: UInt64 = 256

    /// Closes the cage.
    ///
    /// - Returns: the layers that the kernel lacks, with its reason; empty when all is closed.
    public func enter() -> [String] {
        setLimits()
        var missing: [String] = []
        func layer(_ name: String, _ result: Int32) {
            if result != 0 { missing.append(SystemError(name).description) }
        }
        layer("no new privileges", tamis_cage_no_new_privileges())
        layer("Landlock", tamis_cage_landlock(scratch))
        layer("seccomp", tamis_cage_seccomp())
        return missing
    }

    /// Lets the process use `seconds` more of the processor.
    public static func allowProcessorTime(seconds: Int) {
        _ = tamis_limit_set(TAMIS_LIMIT_CPU_SECONDS, tamis_cpu_seconds() + UInt64(max(seconds, 1)), 0)
    }

    private func setLimits() {
        // A file that is too large is an error for whoever writes it, not the end of the process.
        signal(SIGXFSZ, SIG_IGN)
        _ = tamis_process_conceal()
        let used = tamis_address_space()
        _ = tamis_limit_set(TAMIS_LIMIT_ADDRESS_SPACE, used + UInt64(max(memoryBytes, 0)), 1)
        _ = tamis_limit_set(TAMIS_LIMIT_FILE_SIZE, UInt64(max(fileBytes, 0)), 1)
        _ = tamis_limit_set(TAMIS_LIMIT_CORE_SIZE, 0, 1)
        _ = tamis_limit_set(TAMIS_LIMIT_DESCRIPTORS, Self.descriptors, 1)
        _ = tamis_limit_set(TAMIS_LIMIT_PROCESSES, 0, 1)
    }
}
