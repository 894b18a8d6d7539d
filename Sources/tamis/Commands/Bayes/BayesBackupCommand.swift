import ArgumentParser
import Foundation
import Store

/// `tamis bayes backup`: saves the database.
struct BayesBackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the database to a file; the daemon may be at work.",
        discussion: """
            The copy is the database as of one moment, is checked as by `tamis bayes verify`, and gets its name when it \
            is whole and on the disk. It is for its owner and group only: digests of mail are in it.
            Exit status: 0; 69 if there is no database, it is broken, or the file cannot be written.
            """)

    @OptionGroup var options: ConfigurationOptions

    @OptionGroup var scope: RecipientOption

    @Flag(name: .long, help: "Overwrite the file where it is there already.")
    var force = false

    @Argument(help: "The backup.")
    var file: String

    func run() throws {
        let path = try BayesService.path(options.load().configuration, for: scope.recipient)
        try BayesCommand.onDatabase {
            try BayesFile(path: path).backup(to: URL(filePath: file).path, overwrites: force)
        }
        print("\(path): saved as \(file)")
    }
}
