import Evidence
import TestSupport
import Testing

@testable import Clamd

@Suite struct ClamdConnectionTests {
    private static let large = [UInt8](repeating: 0x41, count: 8_000_000)

    @Test(
        "Law 10: a clamd that is none, or breaks off, makes no scan clean",
        arguments: FaultyClamd.Fault.allCases.filter { $0 != .deaf && $0 != .blind })
    func faults(_ fault: FaultyClamd.Fault) throws {
        let clamd = try FaultyClamd(fault)
        for bytes in [[0x41], Self.large] {
            let socket = try ClamdAddress.unix(path: clamd.path).connect(within: .seconds(60))
            let time = Duration.milliseconds(fault == .silent ? 300 : 60_000)
            let connection = ClamdConnection(owning: socket, deadline: .now + time)
            let finding = connection.scan(bytes.span)
            // A single byte may be sent in full before the early OK is read.
            let isAnswer = fault == .earlyOK && bytes.count == 1
            #expect(finding.unavailableReason != nil || isAnswer, "\(finding)")
            let next = connection.scan(bytes.span)
            #expect(next.unavailableReason != nil, "\(next)")
            #expect(!connection.isOpen)
        }
    }

    @Test("Where nothing takes a connection that is said, with the place and a remedy")
    func unreachable() throws {
        let folder = try TemporaryFolder("clamd")
        let port = try LoopbackPort.free()
        for (address, cause) in [
            (ClamdAddress.unix(path: folder.path + "/none"), "No such file or directory"),
            (.unix(path: try folder.write("", to: "file")), "Connection refused"),
            (.unix(path: "/" + String(repeating: "x", count: 200)), "File name too long"),
            (.tcp(host: "127.0.0.1", port: port), "Connection refused"), (.tcp(host: "::1", port: port), "refused"),
            (.tcp(host: "host.invalid", port: port), ""),
        ] {
            let error = #expect(throws: ClamdError.self) { try address.connect(within: .seconds(3)) }
            let text = error?.description ?? ""
            #expect(text.hasPrefix("\(address): ") && text.contains("systemctl status clamav-daemon"), "\(text)")
            #expect(text.contains(cause) || text.contains("requested address"), "\(text)")
            #expect(error?.wasSlow == false)
        }
    }

    @Test("A clamd whose queue is full is waited for, but not for ever")
    func deaf() throws {
        let clamd = try FaultyClamd(.deaf)
        let error = #expect(throws: ClamdError.self) {
            try ClamdAddress.unix(path: clamd.path).connect(within: .milliseconds(200))
        }
        #expect(error?.wasSlow == true)
        #expect(error?.cause == "Connection timed out")
    }

    @Test("A clamd says its version on both kinds of socket", .enabled(if: ClamdInstance.isAvailable))
    func version() async throws {
        let clamd = try await ClamdInstance.start()
        for address in [ClamdAddress.unix(path: clamd.path), .tcp(host: "localhost", port: clamd.port)] {
            let version = try address.version(within: .seconds(60))
            #expect(version.engine.hasPrefix("ClamAV "))
        }
        try await clamd.process.stop()
    }

    @Test("What is no clamd has no version", arguments: [FaultyClamd.Fault.closes, .rubbish, .silent, .endless])
    func noVersion(_ fault: FaultyClamd.Fault) throws {
        let clamd = try FaultyClamd(fault)
        #expect(throws: ClamdError.self) {
            try ClamdAddress.unix(path: clamd.path).version(within: .milliseconds(fault == .silent ? 300 : 60_000))
        }
    }
}
