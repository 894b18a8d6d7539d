import Evidence
import Workers

extension WorkerPoolSettings {
    /// The workers as the configuration has them.
    init(_ configuration: Configuration) {
        var antivirus = AntivirusSettings()
        antivirus.database = configuration.antivirus.database
        antivirus.engines = configuration.antivirus.engine
        let settings = configuration.worker
        var worker = WorkerSettings(
            antivirus: configuration.antivirus.enabled ? antivirus : nil, scratch: settings.scratch)
        worker.limits = configuration.reading
        worker.memoryBytes = settings.memory
        worker.sandbox = settings.sandbox == .required ? .required : .bestEffort
        self.init(worker: worker, executable: settings.program.isEmpty ? Self.installedExecutable : settings.program)
        reload = configuration.antivirus.reload == .sequential ? .sequential : .parallel
        children = settings.children
        maximum = settings.maximum
        attemptDeadline = settings.deadline
        requestsPerChild = settings.maximumMessages
    }
}
