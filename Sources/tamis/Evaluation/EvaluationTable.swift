import Foundation

/// What `tamis evaluate` prints: the measures of Tamis, and beside them those of its peers.
struct EvaluationTable: Encodable {
    let tamis: EvaluationReport
    let against: [(peer: Peer, report: EvaluationReport)]

    /// A line a measure, for people; with peers, a column for each under its name.
    func text() -> String {
        let names = [""] + EvaluationReport.names
        let columns = [["tamis"] + tamis.texts] + against.map { [$0.peer.rawValue] + $0.report.texts }
        let lines = names.indices.map { line in
            ([names] + columns).map { column in
                let width = column.map(\.count).max() ?? 0
                return column[line].padding(toLength: width + 2, withPad: " ", startingAt: 0)
            }.joined().trimmed
        }
        return lines.dropFirst(against.isEmpty ? 1 : 0).joined(separator: "\n")
    }

    /// One JSON object: the measures of Tamis and, where there are peers, `against` with an object for each.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    func encode(to encoder: any Encoder) throws {
        try tamis.encode(to: encoder)
        guard !against.isEmpty else { return }
        var container = encoder.container(keyedBy: CodingKeys.self)
        let reports = Dictionary(uniqueKeysWithValues: against.map { ($0.peer.rawValue, $0.report) })
        try container.encode(reports, forKey: .against)
    }

    private enum CodingKeys: String, CodingKey { case against }
}

extension String {
    /// Without the blanks at its end.
    fileprivate var trimmed: String {
        String(self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)])
    }
}
