/// What to do where the kernel lacks a layer of the cage.
public enum SandboxMode: UInt8, CaseIterable, Hashable, Sendable {
    /// Do not start.
    case required = 0
    /// Go on without it, and say so.
    case bestEffort = 1
}
