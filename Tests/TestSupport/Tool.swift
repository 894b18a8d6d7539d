import Foundation

/// A program of the system that makes specimens.
public enum Tool {
    /// Runs a program in a folder until it ends.
    ///
    /// - Throws: ``Failure`` if it cannot be started or does not end with 0.
    public static func run(_ program: String, _ arguments: [String], in folder: TemporaryFolder) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.currentDirectoryURL = folder.url
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(program: program, status: process.terminationStatus)
        }
    }

    /// How a program ended.
    public struct Failure: Error {
        /// The program.
        public let program: String
        /// Its exit code, or the signal that ended it.
        public let status: Int32
    }
}
