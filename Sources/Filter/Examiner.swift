public import Bayes
public import Descriptors
public import Evidence
public import MailObject

/// Finds out what there is to know about a content: the worker reads and scans it, the classifier scores it.
///
/// The mail path and the commands share it: a message that is scored by hand goes the way of one that is relayed.
public struct Examiner: Sendable {
    private let inspector: any Inspector
    private let classifier: any Classifier

    /// Makes an examiner of its two ports.
    public init(inspector: any Inspector, classifier: any Classifier) {
        self.inspector = inspector
        self.classifier = classifier
    }

    /// Examines a sealed content; what could not be found out is said in the findings (law 10).
    ///
    /// - Parameter recipients: who it is for, where that may make a difference.
    public func findings(
        of content: ContentFile, for recipients: [Recipient] = [], replacedOctets: Int, settings: FilterSettings,
        deadline: ContinuousClock.Instant, details: Bool = false
    ) async -> Findings {
        let request = InspectionRequest(
            lists: true, scans: settings.scansForViruses, details: details, deadline: deadline)
        let inspection = await inspector.inspect(content, request)
        let bayes: Finding<BayesScore> =
            switch inspection.reading {
            case .found(let reading): settings.usesBayes ? classifier.score(reading.tokens) : .notRun
            case .notRun: .notRun
            case .unavailable: .unavailable(reason: "the message could not be read")
            }
        let own: [Int: BayesScore] =
            if case .found(let reading) = inspection.reading, settings.usesBayes {
                classifier.ownScores(reading.tokens, for: recipients)
            } else { [:] }
        return Findings(
            reading: inspection.reading, archives: inspection.archives, scan: inspection.scan, bayes: bayes,
            ownBayes: own,
            replacedOctets: replacedOctets,
            byteCount: content.byteCount)
    }
}
