import Foundation

/// What `tamis evaluate` prints of one filter.
struct EvaluationReport: Encodable {
    let measures: EvaluationMeasures
    /// Messages scored a second, reading and training included.
    let rate: Double

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case messages, ham, spam, threshold
        case falsePositives = "fp"
        case falseNegatives = "fn"
        case hamError = "hm%"
        case spamError = "sm%"
        case logisticAverage = "lam%"
        case areaAboveROC = "1-ROCA%"
        case spamErrorAtFewHam = "h=.1%"
        case rate = "messages/s"
    }

    /// The names of the measures.
    static let names = CodingKeys.allCases.map(\.rawValue)

    /// The measures for people, in the order of ``names``; `-` for one that needs a class that is missing.
    var texts: [String] { CodingKeys.allCases.map(text) }

    /// The measures by their names, in full precision; null for one that needs a class that is missing.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        for key in CodingKeys.allCases {
            switch value(of: key) {
            case .count(let count): try container.encode(count, forKey: key)
            case .number(let number?, _): try container.encode(number, forKey: key)
            case .number(nil, _): try container.encodeNil(forKey: key)
            }
        }
    }

    private enum Value {
        case count(Int)
        /// As many decimals, or as few as tell the number.
        case number(Double?, decimals: Int?)
    }

    private func text(of key: CodingKeys) -> String {
        switch value(of: key) {
        case .count(let count): "\(count)"
        case .number(let number?, let decimals?): String(format: "%.\(decimals)f", number)
        case .number(let number?, nil): "\(number)"
        case .number(nil, _): "-"
        }
    }

    private func value(of key: CodingKeys) -> Value {
        switch key {
        case .messages: .count(measures.ham + measures.spam)
        case .ham: .count(measures.ham)
        case .spam: .count(measures.spam)
        case .threshold: .number(measures.threshold, decimals: nil)
        case .falsePositives: .count(measures.falsePositives)
        case .falseNegatives: .count(measures.falseNegatives)
        case .hamError: .number(measures.hamError, decimals: 3)
        case .spamError: .number(measures.spamError, decimals: 3)
        case .logisticAverage: .number(measures.logisticAverage, decimals: 3)
        case .areaAboveROC: .number(measures.areaAboveROC, decimals: 4)
        case .spamErrorAtFewHam: .number(measures.spamErrorAtFewHam, decimals: 2)
        case .rate: .number(rate, decimals: 0)
        }
    }
}
