/// What a stage found, or that it could not look (law 10).
public enum Finding<Result: Sendable & Hashable>: Sendable, Hashable {
    /// It looked; this is the result.
    case found(Result)
    /// It was switched off for this message.
    case notRun
    /// It was asked and could not answer. The reason is for log and header; it never holds content.
    case unavailable(reason: String)

    /// The result, where there is one.
    public var result: Result? {
        if case .found(let result) = self { result } else { nil }
    }

    /// The reason, where the stage could not look.
    public var unavailableReason: String? {
        if case .unavailable(let reason) = self { reason } else { nil }
    }
}
