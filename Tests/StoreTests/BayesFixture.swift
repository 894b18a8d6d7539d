import Evidence
import Foundation
import Store
import TestSupport

/// A folder of a test's own, removed with it, and messages to learn there.
final class BayesFixture {
    let folder: TemporaryFolder
    private var mail: SampleMail

    init(seed: UInt64 = 1) throws {
        folder = try TemporaryFolder("bayes")
        mail = SampleMail(seed: seed)
    }

    var path: String { folder.path + "/bayes.db" }

    /// A database that answers from the first message on.
    func open(_ path: String? = nil, busyTimeout: Duration = .seconds(30)) throws -> BayesDatabase {
        try BayesDatabase(
            path: path ?? self.path,
            settings: BayesSettings(minimumHam: 0, minimumSpam: 0, busyTimeout: busyTimeout))
    }

    /// A message with words of its class, words of both, and words nobody else has.
    func example(isSpam: Bool) -> TrainingExample {
        let tokens = mail.tokens(isSpam: isSpam)
        let digest = (0..<32).map { _ in UInt8.random(in: 0...255, using: &mail.generator) }
        return TrainingExample(digest: digest, isSpam: isSpam, tokens: tokens)
    }

    /// Messages of both classes, mixed.
    func examples(_ count: Int) -> [TrainingExample] {
        (0..<count).map { example(isSpam: $0 % 3 == 0) }
    }

    /// Copies the database as a crash would leave it: the file and its log, but no index of the log.
    func copyAsCrashed(to name: String) throws -> String {
        let copy = folder.path + "/" + name
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        try FileManager.default.copyItem(atPath: path + "-wal", toPath: copy + "-wal")
        return copy
    }
}

extension TrainingExample {
    /// The same message with the other label.
    var opposite: TrainingExample { TrainingExample(digest: digest, isSpam: !isSpam, tokens: tokens) }
}
