import Glibc
import Transport

/// What the machine says where the configuration leaves a value to it.
struct Machine: Hashable, Sendable {
    var hostname: String
    /// Processors online; at least 1.
    var cores: Int
    /// Bytes of main memory.
    var memory: Int

    /// This machine, asked once.
    static let current = Machine(
        hostname: systemHostname(),
        cores: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))),
        memory: max(0, sysconf(Int32(_SC_PHYS_PAGES))) * max(0, sysconf(Int32(_SC_PAGESIZE))))

    /// The name the system gives itself; `localhost` if it is none that a header field can carry.
    private static func systemHostname() -> String {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return "localhost" }
        let name = String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return Hostname.isValid(name) ? name : "localhost"
    }
}

extension Configuration {
    /// The bound of ``SMTPSection/maximumContentBytesInFlight`` where it is left to the machine is never below this: twice
    /// the default of the size limit, so that the defaults hold on a small machine too.
    private static var leastContentBytesInFlight: Int { 2 * Configuration.defaults.smtp.sizeLimit }

    /// The configuration with each 0 or "" that stands for "what the machine says" replaced by that.
    func resolved(on machine: Machine) -> Configuration {
        var resolved = self
        if hostname.isEmpty { resolved.hostname = machine.hostname }
        if header.domain.isEmpty { resolved.header.domain = resolved.hostname }
        if smtp.maximumContentBytesInFlight == 0 {
            resolved.smtp.maximumContentBytesInFlight =
                max(Self.leastContentBytesInFlight, min(machine.memory / 4, 1 << 30))
        }
        if worker.children == 0 { resolved.worker.children = max(4, 2 * machine.cores) }
        if worker.maximum == 0 { resolved.worker.maximum = 4 * resolved.worker.children }
        return resolved
    }
}
