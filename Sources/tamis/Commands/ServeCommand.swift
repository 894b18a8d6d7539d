import ArgumentParser
import Glibc
import Logging

/// `tamis serve`: the daemon.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the filter: take mail from Postfix, judge it, hand it back.",
        discussion: """
            Runs in the foreground and logs to standard error; systemd or a supervisor starts it. SIGTERM lets \
            messages in progress finish, SIGHUP reads the configuration again and keeps the old one if it is broken.
            Exit status: 0 after SIGTERM; 78 if the configuration has errors; 71 if it could not start.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let loaded = try options.load()
        let options = options
        // While there is one thread: the variables are taken out of the environment.
        let manager = Result { try ServiceManager.adopt() }
        // A journal that is restarted closes our standard error; that must not end the daemon.
        signal(SIGPIPE, SIG_IGN)
        let writer = LogWriter()
        do {
            try runBlocking {
                try await Daemon(
                    loaded.configuration, file: loaded.file, manager: try manager.get(), writer: writer,
                    reread: { () throws(ConfigurationErrors) in
                        try ConfigurationLoader.load(file: options.config, sets: options.set).configuration
                    }
                ).run()
            }
        } catch {
            writer.flush()
            StandardError.write("tamis: \(error)\n")
            throw ExitCode(EX_OSERR)
        }
        writer.flush()
    }
}
