import Descriptors
import Evidence

extension Inspector {
    /// What the worker reads in a message that a command is about.
    ///
    /// - Throws: ``OperationError`` if it could not read it.
    func reading(
        of content: ContentFile, tokenTexts: Bool = false, within limit: Duration
    ) async throws -> Reading {
        let request = InspectionRequest(scans: false, tokenTexts: tokenTexts, deadline: .now + limit)
        return try reading(of: await inspect(content, request))
    }

    /// What the worker reads in a message, with all details, and what is in its archives.
    ///
    /// - Throws: ``OperationError`` if it could not read it.
    func details(
        of content: ContentFile, within limit: Duration
    ) async throws -> (reading: Reading, archives: ArchiveListing) {
        let request = InspectionRequest(lists: true, scans: false, details: true, deadline: .now + limit)
        let inspection = await inspect(content, request)
        var archives = inspection.archives.result ?? ArchiveListing()
        if let reason = inspection.archives.unavailableReason { archives.obstacles = [reason] }
        return (try reading(of: inspection), archives)
    }

    private func reading(of inspection: Inspection) throws -> Reading {
        guard let reading = inspection.reading.result else {
            throw OperationError(
                "the message could not be read: \(inspection.reading.unavailableReason ?? "no reading")")
        }
        return reading
    }
}
