/// The other ways in which mail readers may take a message, read one after the other: those that its defects leave open,
/// and those that the defects of another reading do.
///
/// ```swift
/// var others = OtherReadings(besides: message)
/// while let other = others.next(of: bytes) { … }
/// if !others.isComplete { … }                     // there were more
/// ```
public struct OtherReadings {
    private let limits: MIMELimits
    private var pending: [Interpretation]
    private var known: Set<Interpretation> = [Interpretation()]
    private var budget: Int
    private var count = 0
    /// Whether all that there are were read: neither the budget nor ``MIMELimits/readings`` ended it.
    public private(set) var isComplete = true

    /// Starts with what `main` leaves open, as ``MessageParser/parse(_:limits:by:)`` gave it.
    ///
    /// - Parameter budget: the bytes that may be read; each reading costs the size of the message.
    public init(besides main: Message, limits: MIMELimits = MIMELimits(), budget: Int = .max) {
        self.limits = limits
        self.budget = budget
        pending = Interpretation().variations(for: DefectSet(main.defects))
    }

    /// The next reading; nil if there are no more, or no more are allowed. `bytes` are those of the message.
    ///
    /// - Complexity: O(n).
    public mutating func next(of bytes: Span<UInt8>) -> Message? {
        while !pending.isEmpty {
            let interpretation = pending.removeFirst()
            guard known.insert(interpretation).inserted else { continue }
            guard count < limits.readings, budget >= bytes.count else {
                isComplete = false
                return nil
            }
            count += 1
            budget -= bytes.count
            let message = MessageParser.parse(bytes, limits: limits, by: interpretation)
            pending += interpretation.variations(for: DefectSet(message.defects))
            return message
        }
        return nil
    }
}
