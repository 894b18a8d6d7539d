public import Descriptors
public import MailObject

/// A message whose final dot has come and whose client waits for the answer.
public struct ReceivedMessage: Sendable {
    /// Our name for it.
    public let id: MailID
    /// Who handed it to us.
    public let client: ClientInfo
    /// SMTP, ESMTP or LMTP.
    public let sessionProtocol: SessionProtocol
    /// Before or after Postfix' queue.
    public let placement: Placement
    /// Sender and recipients.
    public let envelope: Envelope
    /// The content under law 4: CRLF line ends, no bare CR, bare LF or NUL. Sealed.
    public let content: ContentFile
    /// How many bare CR, bare LF and NUL became a space as the content was read (law 4).
    public let replacedOctets: Int
    /// When the final dot came; deadlines count from here.
    public let arrival: ContinuousClock.Instant

    /// Makes a received message.
    public init(
        id: MailID, client: ClientInfo, sessionProtocol: SessionProtocol, placement: Placement = .afterQueue,
        envelope: Envelope, content: ContentFile, replacedOctets: Int, arrival: ContinuousClock.Instant
    ) {
        self.id = id
        self.client = client
        self.sessionProtocol = sessionProtocol
        self.placement = placement
        self.envelope = envelope
        self.content = content
        self.replacedOctets = replacedOctets
        self.arrival = arrival
    }
}
