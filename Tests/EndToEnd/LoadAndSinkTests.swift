import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// The instruments measure what they say: no message lost, none changed.
    struct LoadAndSinkTests {
        private func load(_ arguments: [String]) async throws -> (status: Int32, output: String, errors: String) {
            let process = try ChildProcess(BuiltPrograms.path(of: "smtp-load"), arguments)
            let status = try await process.wait()
            return (status, process.output, process.errors)
        }

        @Test(arguments: [["--reuse"], ["--no-reuse"], ["--lmtp"], ["--xforward", "--rate", "400"]])
        func `Every message arrives once and byte for byte`(options: [String]) async throws {
            let folder = try TemporaryFolder("load")
            let contents = HarnessMail.all
            for (number, content) in contents.enumerated() {
                try Data(content).write(to: folder.url.appending(path: "\(number).eml"))
            }
            let sink = try await SinkProcess.start()
            let (status, output, errors) = try await load(
                ["--port", "\(sink.port)", "--sessions", "3", "--messages", "\(contents.count * 20)", "--json"]
                    + options + [folder.path])
            #expect(status == 0, "\(errors)")
            #expect(output.contains("\"messages\": \(contents.count * 20), \"failed\": 0"), "\(output)")

            let taken = try sink.messages().map(\.content)
            #expect(taken.count == contents.count * 20)
            for content in contents {
                #expect(taken.count { $0 == SMTPDialogue.canonical(content) } == 20)
            }
            #expect(try await sink.process.stop() == 0)
            #expect(sink.process.output.hasPrefix("mail-sink: \(taken.count) messages, "))
        }

        @Test
        func `Nobody there is a failure of each message, told once with its count`() async throws {
            let folder = try TemporaryFolder("load")
            try folder.write("Subject: x\n\nx\n", to: "1.eml")
            let port = try LoopbackPort.free()
            let (status, output, _) = try await load(["--port", "\(port)", "--messages", "7", folder.path])
            #expect(status == 1)
            #expect(output.contains("0 taken, 7 failed"))
            #expect(output.contains("7 × Connection refused"), "\(output)")
        }

        @Test(arguments: [
            [], ["--port", "25"], ["--port", "many", "x"], ["--port", "25", "--unknown", "x"],
            ["--port", "25", "--reuse", "--no-reuse", "x"],
        ])
        func `A wrong command line is told, with the right one`(arguments: [String]) async throws {
            let (status, _, errors) = try await load(arguments)
            #expect(status == 64)
            #expect(errors.hasPrefix("smtp-load: ") && errors.contains("Usage: smtp-load"))
        }

        @Test
        func `The data ends only with CRLF dot CRLF, however it is cut`() async throws {
            let sink = try await SinkProcess.start()
            let tricky = "a\r\n..\r\n.\rb\r\n.\n\n.\nc\r\n...d\r\n\r\n"
            let expected = "a\r\n.\r\n\rb\r\n\n\n.\nc\r\n..d\r\n\r\n"
            let wire = Array((tricky + ".\r\n").utf8)
            for cut in 0...wire.count {
                let client = try SMTPDialogue(port: sink.port)
                try client.reply()
                for line in ["HELO x", "MAIL FROM:<a@example.com>", "RCPT TO:<b@example.test>", "DATA"] {
                    try client.say(line)
                }
                try client.send(Array(wire[..<cut]))
                // A command that is answered shows that the first half was read on its own.
                let other = try SMTPDialogue(port: sink.port)
                try other.reply()
                try other.say("NOOP")
                try client.send(Array(wire[cut...]))
                #expect(try client.reply().hasPrefix("250 2.0.0"))
            }
            let contents = try sink.messages().map(\.content)
            #expect(contents.count == wire.count + 1)
            #expect(contents.allSatisfy { $0 == Array(expected.utf8) })
        }
    }
}
