public import Foundation

/// Finds the programs of this package that were built together with the tests.
public enum BuiltPrograms {
    /// A program is not among the build products.
    public struct Missing: Error, CustomStringConvertible {
        /// Its name and where it was looked for.
        public let description: String
    }

    /// The path of a program: it lies in the folder of the running test bundle, or above it.
    public static func path(of name: String) throws -> URL {
        var starts = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
        if let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            starts.append(own)
        }
        for start in starts {
            var folder = URL(filePath: start).resolvingSymlinksInPath().deletingLastPathComponent()
            while folder.path != "/" {
                let program = folder.appending(path: name)
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: program.path, isDirectory: &isFolder), !isFolder.boolValue,
                    FileManager.default.isExecutableFile(atPath: program.path)
                {
                    return program
                }
                folder.deleteLastPathComponent()
            }
        }
        throw Missing(description: "no program '\(name)' beside \(starts.joined(separator: ", "))")
    }
}
