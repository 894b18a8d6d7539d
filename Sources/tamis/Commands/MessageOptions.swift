import ArgumentParser
import Descriptors

/// The messages that a command shows something of, and how it prints it.
struct MessageOptions: ParsableArguments, Sendable {
    @Flag(name: .long, help: "Print one JSON object a message, each on a line.")
    var json = false

    @Argument(help: ArgumentHelp("Files, folders, Maildirs, mboxes, or -.", valueName: "path"))
    var paths: [String]

    /// Prints `report` of one message after the other, so that it stands in the order of the paths; says on standard error
    /// what could not be done.
    ///
    /// - Parameter limit: how many bytes of a message are read.
    /// - Throws: `ExitCode` 1 in the end if there was such a message.
    func print(limit: Int, _ report: (_ content: ContentFile, _ name: String) async throws -> String) async throws {
        var hasFailed = false
        for item in MailSource(paths: paths, limit: limit) {
            do {
                Swift.print(try await report(try CommandMail.content(of: item), item.name))
            } catch {
                hasFailed = true
                CommandMail.complain("\(item.name): \(error)")
            }
        }
        if hasFailed { throw ExitCode(1) }
    }
}
