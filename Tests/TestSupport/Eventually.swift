/// What was waited for did not come.
public struct DidNotHappen: Error, CustomStringConvertible {
    /// What was waited for, and what was there instead.
    public let description: String

    /// Says what.
    public init(description: String) { self.description = description }
}

/// Waits until a condition holds, without holding a thread; throws if it does not within the time.
///
/// - Parameters:
///   - what: What is waited for; the error says it.
///   - limit: Generous: it only bounds a failure.
///   - state: What to show when it did not come, for instance a log.
public func eventually(
    _ what: String, within limit: Duration = .seconds(300), state: () -> String = { "" },
    _ condition: () throws -> Bool
) async throws {
    let deadline = ContinuousClock.now.advanced(by: limit)
    while try !condition() {
        if ContinuousClock.now > deadline {
            throw DidNotHappen(description: "did not happen within \(limit): \(what)\n\(state())")
        }
        try await Task.sleep(for: .milliseconds(20))
    }
}
