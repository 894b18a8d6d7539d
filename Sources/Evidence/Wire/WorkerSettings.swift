/// What a worker is told when it starts: the first packet on its control socket.
public struct WorkerSettings: Hashable, Sendable {
    /// How much of a message is read.
    public var limits = ReadingLimits()
    /// Whether and how viruses are looked for.
    public var antivirus: AntivirusSettings
    /// The folder for temporary files, best on a tmpfs; each child gets a folder of its own in it.
    public var scratch: String
    /// Memory in bytes that a child may take beyond what it has when it starts, its message included. The default
    /// holds the largest message Postfix is likely to take (`message_size_limit` of 100 MB) decoded twice over.
    public var memoryBytes = 1_073_741_824
    /// Processor seconds one message may take. The deadline in wall time is the daemon's; this one holds when the
    /// daemon is gone.
    public var cpuSeconds = 120
    /// The largest file a child may write, in bytes.
    public var fileBytes = 1_073_741_824
    /// Whether to start where a layer of the cage is missing.
    public var sandbox = SandboxMode.required

    /// Makes settings with the defaults; without `antivirus` it is switched off.
    public init(antivirus: AntivirusSettings?, scratch: String) {
        self.antivirus = antivirus ?? AntivirusSettings()
        if antivirus == nil { self.antivirus.isEnabled = false }
        self.scratch = scratch
    }
}

extension WorkerSettings: WireValue {
    /// Grows with every change of the wire form.
    public static let wireVersion: UInt16 = 7

    /// Reads the settings.
    public init(from reader: inout WireReader) throws(WireError) {
        let version = try reader.read(UInt16.self)
        guard version == Self.wireVersion else { throw .version(actual: version, expected: Self.wireVersion) }
        let limits = try ReadingLimits(from: &reader)
        let antivirus = try AntivirusSettings(from: &reader)
        self.init(antivirus: antivirus, scratch: try reader.readString())
        self.limits = limits
        memoryBytes = try reader.readCount()
        cpuSeconds = try reader.readCount()
        fileBytes = try reader.readCount()
        let start = reader.position
        guard let mode = SandboxMode(rawValue: try reader.read()) else { throw .invalid("a sandbox mode", at: start) }
        sandbox = mode
    }

    /// Appends the settings.
    public func write(to writer: inout WireWriter) {
        writer.write(Self.wireVersion)
        limits.write(to: &writer)
        antivirus.write(to: &writer)
        writer.write(scratch)
        writer.write(memoryBytes)
        writer.write(cpuSeconds)
        writer.write(fileBytes)
        writer.write(sandbox.rawValue)
    }
}
