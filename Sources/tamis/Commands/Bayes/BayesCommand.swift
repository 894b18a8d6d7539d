import ArgumentParser
import Glibc
import Store

/// `tamis bayes`: looks after the database of the classifier.
struct BayesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bayes",
        abstract: "Look after the database of the classifier.",
        discussion: """
            The database is bayes.db in storage.folder. What is learned, `tamis learn` teaches; these commands show, \
            check and save it.
            """,
        subcommands: [
            BayesInfoCommand.self, BayesVerifyCommand.self, BayesBackupCommand.self, BayesRestoreCommand.self,
            BayesTopCommand.self, BayesExplainCommand.self, BayesPruneCommand.self, BayesExportCommand.self,
            BayesImportCommand.self, BayesAutoLearnedCommand.self, BayesResetCommand.self,
        ])

    /// Runs work on the database; says what is wrong with it and ends the program with EX_UNAVAILABLE where it cannot
    /// be used.
    static func onDatabase<Result>(_ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let error as StoreError {
            CommandMail.complain("\(error)")
            throw ExitCode(EX_UNAVAILABLE)
        }
    }
}
