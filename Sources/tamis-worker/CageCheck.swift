import CLinux
import Confinement
import Content
import Descriptors
import Glibc

/// `tamis-worker --check-cage`: shows an admin what the cage holds on this machine.
enum CageCheck {
    /// Tries all from inside a cage and prints a line each.
    ///
    /// - Parameter folder: where the scratch folder is made; else in `/tmp`.
    /// - Returns: the exit code: 0 if all is as it must be.
    static func run(folder: String?) -> Int32 {
        let charsets = Charsets()
        let expected = charsets.labels.map { decoded($0, charsets) }
        let version = tamis_cage_landlock_version()
        var template = Array(((folder ?? "/tmp") + "/tamis-cage-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            Terminal.complain("\(SystemError("mkdtemp"))")
            return 73
        }
        let scratch = template.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { String(cString: $0) } ?? ""
        }
        defer { tamis_remove_tree(scratch) }
        do throws(SystemError) {
            let (process, socket) = try CagedChild.fork { _ in
                check(scratch: scratch, landlockVersion: version, charsets: charsets, expected: expected)
            }
            defer { close(socket) }
            let status = CagedChild.wait(process)
            if tamis_wait_signal(status) != 0 { Terminal.complain("killed in the cage") }
            return status == 0 ? 0 : 1
        } catch {
            Terminal.complain("\(error)")
            return 71
        }
    }

    private static let memoryBytes = 256 * 1_048_576

    private static func check(
        scratch: String, landlockVersion: Int32, charsets: Charsets, expected: [[UInt8]]
    ) -> Int32 {
        var failures: Int32 = 0
        func report(_ name: String, _ good: Bool) {
            if !good { failures = 1 }
            Terminal.write("\(good ? "ok      " : "FAILED  ")\(name)\n", to: 1)
        }
        let missing = Cage(scratch: scratch, memoryBytes: memoryBytes, fileBytes: 1_048_576).enter()
        for layer in missing { report("layer: \(layer)", false) }
        if missing.isEmpty { report("all layers closed, Landlock version \(landlockVersion)", true) }
        for index in 0..<tamis_cage_probe_count() {
            report("refused: \(String(cString: tamis_cage_probe_name(index)))", tamis_cage_probe_refused(index) == 1)
        }
        report("refused: memory over the limit", !canMap(memoryBytes + 1))
        report("allowed: memory under the limit", canMap(memoryBytes / 2))
        report("allowed: files in the scratch folder", canUse(scratch))
        for charset in charsets.missing { report("charset \(charset)", false) }
        for (label, text) in zip(charsets.labels, expected) where text.isEmpty || decoded(label, charsets) != text {
            report("charset \(label)", false)
        }
        report("allowed: \(charsets.labels.count) charsets", !charsets.labels.isEmpty)
        return failures
    }

    private static func canMap(_ count: Int) -> Bool {
        let address = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let address, address != MAP_FAILED else { return false }
        munmap(address, count)
        return true
    }

    /// What libclamav does with its folder.
    private static func canUse(_ scratch: String) -> Bool {
        let (folder, first, second) = (scratch + "/a", scratch + "/a/1", scratch + "/a/2")
        guard mkdir(folder, 0o700) == 0, chmod(folder, 0o700) == 0 else { return false }
        let descriptor = open(first, O_RDWR | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0, write(descriptor, "x", 1) == 1, ftruncate(descriptor, 0) == 0 else { return false }
        close(descriptor)
        guard rename(first, second) == 0, let listing = opendir(folder) else { return false }
        closedir(listing)
        return unlink(second) == 0 && rmdir(folder) == 0
    }

    /// Every byte value once, read as `label`: what comes out must be the same inside the cage and outside.
    private static func decoded(_ label: String, _ charsets: Charsets) -> [UInt8] {
        var text: [UInt8] = []
        let bytes = [UInt8](0...255)
        charsets.decode(bytes.span, label: Array(label.utf8).span, into: &text)
        return text
    }
}
