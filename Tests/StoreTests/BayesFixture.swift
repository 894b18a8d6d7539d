import Evidence
import Foundation
import Store
import TestSupport

/// A folder of a test's own, removed with it, and messages to learn there.
final class BayesFixture {
    let folder: URL
    private var generator: SeededGenerator

    init(seed: UInt64 = 1) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tamis-store-\(UUID().uuidString)")
        generator = SeededGenerator(seed: seed)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    var path: String { folder.appending(path: "bayes.db").path }

    /// A database that answers from the first message on.
    func open(_ path: String? = nil, busyTimeout: Duration = .seconds(30)) throws -> BayesDatabase {
        try BayesDatabase(
            path: path ?? self.path,
            settings: BayesSettings(minimumHam: 0, minimumSpam: 0, busyTimeout: busyTimeout))
    }

    /// A message with words of its class, words of both, and words nobody else has.
    func example(isSpam: Bool) -> TrainingExample {
        var tokens = Set<Token>()
        for _ in 0..<40 {
            let section = TokenSection.allCases[Int.random(in: 0..<8, using: &generator)]
            let word: UInt64 =
                switch Int.random(in: 0..<4, using: &generator) {
                case 0, 1: UInt64.random(in: 0..<200, using: &generator) + (isSpam ? 1_000 : 2_000)
                case 2: UInt64.random(in: 0..<200, using: &generator) + 3_000
                default: generator.next() | 1 << 60
                }
            tokens.insert(Token(section: section, hash: word))
        }
        let digest = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return TrainingExample(digest: digest, isSpam: isSpam, tokens: tokens.sorted())
    }

    /// Messages of both classes, mixed.
    func examples(_ count: Int) -> [TrainingExample] {
        (0..<count).map { example(isSpam: $0 % 3 == 0) }
    }

    /// Copies the database as a crash would leave it: the file and its log, but no index of the log.
    func copyAsCrashed(to name: String) throws -> String {
        let copy = folder.appending(path: name).path
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        try FileManager.default.copyItem(atPath: path + "-wal", toPath: copy + "-wal")
        return copy
    }
}

extension TrainingExample {
    /// The same message with the other label.
    var opposite: TrainingExample { TrainingExample(digest: digest, isSpam: !isSpam, tokens: tokens) }
}
