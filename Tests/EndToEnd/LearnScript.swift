import Foundation
import TestSupport

/// `config/learn/tamis-learn` as it is shipped, with settings and a spool of a test's own.
struct LearnScript {
    /// The script's place.
    let path: String
    private let folder: TemporaryFolder
    private var tamis: String { folder.path + "/bin/tamis" }

    /// Installs it for a daemon, with further settings.
    init(for daemon: TamisProcess, settings: String = "") throws {
        folder = try TemporaryFolder("learn")
        let options = try TamisProcess.options(folder: daemon.folder, settings: []).map { "'\($0)'" }
        _ = try folder.writeScript(
            "#!/bin/sh\nexec '\(try BuiltPrograms.path(of: "tamis").path)' \"$@\" \(options.joined(separator: " "))\n",
            to: "bin/tamis")
        // A debug build on a busy machine takes its time.
        let file = try folder.write(
            "spool=\(folder.path)/spool\nPATH=\(folder.path)/bin:$PATH\nlimit=300\n\(settings)\n", to: "settings")
        let shipped = try String(
            contentsOf: Corpora.root.appending(path: "config/learn/tamis-learn"), encoding: .utf8)
        path = try folder.writeScript(
            shipped.replacing("\nsettings=/etc/default/tamis-learn\n", with: "\nsettings=\(file)\n"),
            to: "tamis-learn")
    }

    /// Runs it, with a file as its standard input.
    func run(_ argument: String, input: String = "/dev/null") async throws -> (
        status: Int32, output: String, errors: String
    ) {
        let process = try ChildProcess(
            URL(filePath: "/bin/sh"), ["-c", "exec \"$0\" \"$1\" < \"$2\"", path, argument, input])
        let status = try await process.wait()
        return (status, process.output, process.errors)
    }

    /// The lessons that wait in its spool, sorted.
    func waiting() throws -> [String] {
        let spool = folder.path + "/spool"
        guard FileManager.default.fileExists(atPath: spool) else { return [] }
        return try FileManager.default.subpathsOfDirectory(atPath: spool).sorted().compactMap { path in
            let names = path.split(separator: "/")
            return names.count == 3 && names[1] == "new" ? String(names[0]) : nil
        }
    }

    /// From now on `tamis` does nothing but fail: with 69 as where neither daemon nor database can be used, with 1 as
    /// where a message cannot be learned.
    func takeTamisAway(status: Int = 69) throws {
        try FileManager.default.moveItem(atPath: tamis, toPath: tamis + ".away")
        _ = try folder.writeScript("#!/bin/sh\nexit \(status)\n", to: "bin/tamis")
    }

    /// Undoes that.
    func bringTamisBack() throws {
        try FileManager.default.removeItem(atPath: tamis)
        try FileManager.default.moveItem(atPath: tamis + ".away", toPath: tamis)
    }

    /// Makes its spool something that cannot be written to.
    func spoilSpool() throws {
        try folder.write("", to: "spool")
    }
}
