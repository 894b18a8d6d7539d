import Evidence
import Foundation
import TestSupport
import Testing
import Workers

/// A worker on a kernel without Landlock: a small Python program takes its system calls away, then becomes the worker.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "needs python3"))
struct SandboxModeTests {
    @Test("Where a layer of the cage is missing, a required sandbox refuses to start and names the layer")
    func required() async throws {
        let fixture = try makeFixture(.required)
        let error = await #expect(throws: WorkerPoolError.self) { try await fixture.pool.start() }
        #expect(error?.description == "the cage cannot be closed: Landlock: Function not implemented")
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.settings.worker.scratch) == [])
    }

    @Test("With best effort it starts, reads, and says which layer is missing")
    func bestEffort() async throws {
        let fixture = try makeFixture(.bestEffort)
        try await fixture.run {
            let inspection = try await fixture.inspect(PoolFixture.mail())
            #expect(inspection.reading.result?.subject == "Lunch", "\(fixture.log.text)")
            #expect(fixture.pool.status.missingLayers == ["Landlock: Function not implemented"])
            #expect(fixture.log.text.contains("error: worker: the cage is open"))
        }
    }

    private func makeFixture(_ mode: SandboxMode) throws -> PoolFixture {
        let fixture = try PoolFixture { $0.worker.sandbox = mode }
        let program = try fixture.folder.writeScript(
            """
            #!/usr/bin/python3
            import ctypes, os, struct
            def instruction(code, yes, no, value): return struct.pack("HBBI", code, yes, no, value)
            # landlock_create_ruleset is 444 everywhere: ENOSYS; all else is allowed.
            code = (instruction(0x20, 0, 0, 0) + instruction(0x15, 0, 1, 444)
                    + instruction(0x06, 0, 0, 0x00050000 | 38) + instruction(0x06, 0, 0, 0x7fff0000))
            buffer = ctypes.create_string_buffer(code)
            filter = struct.pack("HxxxxxxP", 4, ctypes.addressof(buffer))
            libc = ctypes.CDLL(None, use_errno=True)
            assert libc.prctl(38, 1, 0, 0, 0) == 0
            assert libc.prctl(22, 2, ctypes.c_char_p(filter), 0, 0) == 0
            os.execv("\(fixture.settings.executable)", ["tamis-worker"])
            """, to: "worker-without-landlock")
        var settings = fixture.settings
        settings.executable = program
        return try PoolFixture(fixture, settings)
    }
}
