import Evidence
import MIME
import MailObject
import Testing

@testable import Policy

@Suite("Auto-learning: what may be learned without a person's word")
struct AutoLearningTests {
    private func lesson(
        logOdds: Double?, urls: [URLTraits] = [], badHeaders: [BadHeader.Rule] = [], defects: [Defect] = [],
        scan: Finding<ScanResult> = .found(.clean), sender: String = "s@example.com", gtube: Bool = false
    ) -> AutoLesson? {
        var reading = Reading()
        reading.urls = urls.map { FoundURL(text: "http://example.com/", traits: $0) }
        reading.badHeaders = badHeaders.map { BadHeader($0) }
        reading.defects = defects
        reading.containsGTUBE = gtube
        let bayes: Finding<BayesScore> =
            logOdds.map { .found(BayesScore(logOdds: $0, tokenCount: 9, knownTokenCount: 9)) } ?? .notRun
        let findings = Findings(
            reading: .found(reading), scan: scan, bayes: bayes, replacedOctets: 0, byteCount: 1)
        return AutoLearning.lesson(
            for: findings,
            envelope: Envelope(
                reversePath: Path(sender), recipients: [Recipient(forwardPath: Path("r@example.org"))]))
    }

    @Test("Its own score alone teaches it nothing, however sure it is")
    func alone() {
        #expect(lesson(logOdds: 30) == nil)
        #expect(lesson(logOdds: 30, urls: [.misleading]) == nil)
        #expect(lesson(logOdds: -30, urls: [.misleading]) == nil)
        #expect(lesson(logOdds: -30, scan: .notRun) == nil)
        #expect(lesson(logOdds: -30, scan: .unavailable(reason: "no database")) == nil)
    }

    @Test("Other evidence alone teaches it nothing either")
    func evidenceAlone() {
        #expect(lesson(logOdds: nil, urls: [.misleading, .userInfo]) == nil)
        #expect(lesson(logOdds: 3.9, urls: [.misleading, .userInfo]) == nil)
        #expect(lesson(logOdds: -3.9) == nil)
        #expect(lesson(logOdds: -9, urls: [.misleading, .userInfo]) == nil)
    }

    @Test("Both together do, and the reason says what they were")
    func both() throws {
        let spam = try #require(
            lesson(logOdds: 4, urls: [.misleading, .misleading], badHeaders: [.missing, .duplicate]))
        #expect(spam.isSpam)
        #expect(spam.reason == "log-odds 4; URL misleading, header missing and duplicate")
        let ham = try #require(lesson(logOdds: -4.5, urls: [.redirected, .form]))
        #expect(!ham.isSpam)
        #expect(ham.reason.hasPrefix("log-odds -4.5; no sign of spam"))
    }

    @Test("Bounces, test strings, and ham that was not seen whole are left out")
    func leftOut() {
        #expect(lesson(logOdds: 9, urls: [[.misleading, .userInfo]]) != nil)
        #expect(lesson(logOdds: 9, urls: [[.misleading, .userInfo]], sender: "") == nil)
        #expect(lesson(logOdds: 9, urls: [[.misleading, .userInfo]], gtube: true) == nil)
        #expect(lesson(logOdds: -9, defects: [.tooManyURLs]) == nil)
        #expect(lesson(logOdds: -9, badHeaders: [.missing]) == nil)
        #expect(lesson(logOdds: -9, sender: "") == nil)
    }
}
