public import Evidence

/// How the worker pool is doing, for log, metrics and people.
public struct WorkerStatus: Hashable, Sendable {
    /// One child.
    public struct Child: Hashable, Sendable {
        /// Its process id.
        public let process: Int32
        /// Whether it has a message.
        public let isBusy: Bool
        /// Whether it has had that message for longer than it should.
        public let isSlow: Bool
    }

    /// The virus scanner of the worker that serves now.
    public var antivirus: AntivirusState
    /// How often a worker has taken up service: grows by one with each reload and each restart.
    public var generation: Int
    /// The process ids of the workers' parents, the one that serves first.
    public var processes: [Int32]
    /// The children of all workers.
    public var children: [Child]
    /// Messages that wait for a child.
    public var queuedMessages: Int
    /// Children that died with or without a message, since the start.
    public var lostChildren: Int
    /// Workers that died, since the start.
    public var lostWorkers: Int
    /// Layers of the cage that this kernel lacks; empty when it is closed.
    public var missingLayers: [String]
}
