import ArgumentParser
import Foundation
import Store

/// `tamis bayes export`: writes the model as text.
struct BayesExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the model as text; the daemon may be at work.",
        discussion: """
            The text is the model as of one moment, all that was learned taken in: its counts and weights, then a line \
            for each token, in a fixed order (docs/bayes-export.md). Which messages were learned is not in it: \
            `tamis bayes backup` saves that too. Without FILE it goes to standard output.
            Exit status: 0; 69 if there is no database, it cannot be read, or the file cannot be written.
            """)

    @OptionGroup var options: ConfigurationOptions

    @OptionGroup var scope: RecipientOption

    @Flag(name: .long, help: "Overwrite the file where it is there already.")
    var force = false

    @Argument(help: "The text.")
    var file: String?

    func run() throws {
        let database = BayesFile(path: try BayesService.path(options.load().configuration, for: scope.recipient))
        try BayesCommand.onDatabase {
            if let file {
                try database.export(toFile: URL(filePath: file).path, overwrites: force)
            } else {
                try database.export { try FileHandle.standardOutput.write(contentsOf: Data($0.utf8)) }
            }
        }
    }
}
