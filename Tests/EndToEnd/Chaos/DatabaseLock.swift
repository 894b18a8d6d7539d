import Foundation
import TestSupport

/// Another program that has a SQLite database to itself until it is stopped.
enum DatabaseLock {
    static func take(_ path: String) async throws -> ChildProcess {
        let script = """
            import sqlite3, sys, time
            connection = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
            connection.execute("BEGIN EXCLUSIVE")
            print("locked", flush=True)
            time.sleep(600)
            """
        let process = try ChildProcess(URL(filePath: "/usr/bin/python3"), ["-c", script, path])
        try await eventually("the lock is taken", state: { process.errors }) {
            if process.exitStatus != nil { throw DidNotHappen(description: process.errors) }
            return process.output.contains("locked")
        }
        return process
    }
}
