import Glibc

/// The process that listens at an address, as far as /proc shows it to this user: root sees all, others their own.
///
/// Source: proc(5), `/proc/net/tcp`, `/proc/net/unix`.
public struct SocketHolder: Hashable, Sendable, CustomStringConvertible {
    /// The program's name, at most 15 bytes.
    public let name: String
    /// Its process id.
    public let process: Int32

    /// Finds it; nil if there is none, or none that can be seen.
    ///
    /// - Complexity: O(n) in the number of sockets and open descriptors of the host.
    public init?(of endpoint: Endpoint) {
        let inodes: Set<String> =
            switch endpoint {
            case .tcp(let host, let port): Self.tcpInodes(host, port)
            case .unix(let path): Self.unixInodes(path)
            }
        guard !inodes.isEmpty else { return nil }
        let links = Set(inodes.map { "socket:[\($0)]" })
        // The lowest first: a child that was forked holds what its parent does.
        let processes = Self.entries("/proc").compactMap { Int32($0) }.sorted()
        for process in processes where Self.hasOpen(links, process) {
            let name = Self.text("/proc/\(process)/comm").split(separator: "\n").first
            self.name = name.map { String($0) } ?? "a program"
            self.process = process
            return
        }
        return nil
    }

    /// `tamis (pid 4711)`.
    public var description: String { "\(name) (pid \(process))" }

    /// `  0: 0100007F:2728 00000000:0000 0A … uid timeout inode`: hexadecimal; each 32 bits of the address in the
    /// host's order; 0A is LISTEN.
    private static func tcpInodes(_ host: String, _ port: Int) -> Set<String> {
        let wanted = Set([host, host == "localhost" ? "127.0.0.1" : host].compactMap(procForm))
        var inodes: Set<String> = []
        for line in (text("/proc/net/tcp") + text("/proc/net/tcp6")).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[3] == "0A" else { continue }
            let local = fields[1].split(separator: ":")
            guard local.count == 2, Int(local[1], radix: 16) == port else { continue }
            let isAny = { (address: String) in address.utf8.allSatisfy { $0 == UInt8(ascii: "0") } }
            let address = String(local[0])
            if wanted.isEmpty || wanted.contains(address) || isAny(address) || wanted.contains(where: isAny) {
                inodes.insert(String(fields[9]))
            }
        }
        return inodes
    }

    private static func procForm(_ host: String) -> String? {
        var octets = [UInt8](repeating: 0, count: 16)
        let count: Int
        if inet_pton(AF_INET, host, &octets) == 1 {
            count = 4
        } else if inet_pton(AF_INET6, host, &octets) == 1 {
            count = 16
        } else {
            return nil
        }
        return stride(from: 0, to: count, by: 4).map { start in
            let word = octets[start..<start + 4].withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
            let digits = String(word, radix: 16, uppercase: true)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// `ffff…: 00000002 00000000 00010000 0001 01 12345 /run/x`: the flag says that it listens.
    private static func unixInodes(_ path: String) -> Set<String> {
        var inodes: Set<String> = []
        for line in text("/proc/net/unix").split(separator: "\n") where line.hasSuffix(" \(path)") {
            let fields = line.split(separator: " ", maxSplits: 7)
            if fields.count == 8, fields[7] == path, fields[3] == "00010000" { inodes.insert(String(fields[6])) }
        }
        return inodes
    }

    private static func hasOpen(_ links: Set<String>, _ process: Int32) -> Bool {
        let folder = "/proc/\(process)/fd"
        return entries(folder).contains { entry in
            var target = [CChar](repeating: 0, count: 64)
            let count = readlink("\(folder)/\(entry)", &target, target.count)
            return count > 0
                && links.contains(String(decoding: target[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self))
        }
    }

    private static func entries(_ path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }

    private static func text(_ path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(file, &chunk, chunk.count), count > 0 { bytes += chunk[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
