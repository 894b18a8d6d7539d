import Descriptors
import Evidence

extension Inspector {
    /// What the worker reads in a message that a command is about.
    ///
    /// - Throws: ``OperationError`` if it could not read it.
    func reading(
        of content: ContentFile, details: Bool = false, tokenTexts: Bool = false, within limit: Duration
    ) async throws -> Reading {
        let request = InspectionRequest(
            scans: false, details: details, tokenTexts: tokenTexts, deadline: .now + limit)
        let finding = await inspect(content, request).reading
        guard let reading = finding.result else {
            throw OperationError("the message could not be read: \(finding.unavailableReason ?? "no reading")")
        }
        return reading
    }
}
