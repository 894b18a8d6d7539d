/// One accepted RCPT command. Recipients are told apart by their position, never by address (law 5).
public struct Recipient: Hashable, Sendable {
    /// The address the message is for.
    public let forwardPath: Path
    /// NOTIFY, ORCPT and the like, verbatim and in order.
    public let parameters: [ESMTPParameter]

    /// Makes a recipient of its address and parameters.
    public init(forwardPath: Path, parameters: [ESMTPParameter] = []) {
        self.forwardPath = forwardPath
        self.parameters = parameters
    }
}
