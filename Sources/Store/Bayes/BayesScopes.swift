public import Bayes
import Descriptors
import Foundation
import Glibc
import Synchronization

/// The models of single recipients or domains: a database each, in one folder, of which no more than a bounded number
/// may be.
///
/// Scores come from memory. A database is open only while something is learned in it: what one learns by hand comes now
/// and then, and a hundred open databases would take hundreds of descriptors.
public final class BayesScopes: Sendable {
    private let folder: String
    private let maximum: Int
    private let settings: BayesSettings
    private let models: Mutex<[String: BayesModel]>
    /// Learning is one at a time.
    private let learning = NSLock()
    /// Those that cannot be used, and why.
    public let failures: [StoreError]

    /// Reads all models of a folder, which need not be there.
    ///
    /// - Parameters:
    ///   - folder: where the databases are, each named after its scope (``fileName(of:)``).
    ///   - maximum: how many there may be; of more, those that come first by name are read.
    ///   - settings: what each keeps to.
    public init(folder: String, maximum: Int, settings: BayesSettings) {
        self.folder = folder
        self.maximum = maximum
        self.settings = settings
        var models: [String: BayesModel] = [:]
        var failures: [StoreError] = []
        let names = Self.names(in: folder)
        for name in names.prefix(maximum) {
            do {
                models[name] = try BayesFile(path: Self.path(of: name, in: folder)).model().model
            } catch let error as StoreError {
                failures.append(error)
            } catch {
                failures.append(StoreError(path: folder, problem: "\(error)"))
            }
        }
        if names.count > maximum {
            failures.append(
                StoreError(
                    path: folder, problem: "\(names.count) models are in it, and \(maximum) may be used",
                    remedy: "raise bayes.max_scopes, or delete databases there that nobody needs"))
        }
        self.models = Mutex(models)
        self.failures = failures
    }

    /// The scopes that have a database in a folder, in order.
    public static func names(in folder: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".db") && !$0.hasPrefix(".") }
            .compactMap { String($0.dropLast(3)).removingPercentEncoding }.sorted()
    }

    /// The database of a scope.
    public static func path(of name: String, in folder: String) -> String { folder + "/" + fileName(of: name) }

    /// The name, each octet that is no letter, digit, or one of `@-_+.` written as `%` and two hexadecimal digits, and a dot
    /// at its beginning too: nothing that a name can hold leads to another folder or a hidden file.
    static func fileName(of name: String) -> String {
        var file = ""
        for (index, octet) in name.utf8.enumerated() {
            switch octet {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "@"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "+"):
                file.unicodeScalars.append(Unicode.Scalar(octet))
            case UInt8(ascii: ".") where index > 0: file.append(".")
            default:
                let digits = String(octet, radix: 16, uppercase: true)
                file += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
            }
        }
        return file + ".db"
    }

    /// What was learned in a scope; nil where nothing was.
    public func model(of name: String) -> BayesModel? {
        models.withLock { $0[name] }
    }

    /// Learns in the database of a scope, which is made where there is none yet.
    ///
    /// - Throws: ``StoreError`` if there are too many, or that cannot be written; whatever `body` throws.
    public func withDatabase<Result>(of name: String, _ body: (BayesDatabase) throws -> Result) throws -> Result {
        try learning.withLock {
            try makeRoom(for: name)
            let database = try BayesDatabase(path: Self.path(of: name, in: folder), settings: settings)
            // After it is closed, for closing may forget tokens beyond the bound; and whatever fails.
            defer {
                let model = database.model
                models.withLock { $0[name] = model }
            }
            let result = Swift.Result { try body(database) }
            try database.close()
            return try result.get()
        }
    }

    private func makeRoom(for name: String) throws {
        guard Self.fileName(of: name).utf8.count <= 200 else {
            throw StoreError(path: folder, problem: "the name \(name) is too long for a model of its own")
        }
        guard mkdir(folder, 0o750) == 0 || errno == EEXIST else {
            throw DatabaseDraft.failure(SystemError("mkdir \(folder)"), folder)
        }
        let names = Self.names(in: folder)
        guard names.contains(name) || names.count < maximum else {
            throw StoreError(
                path: folder, problem: "\(names.count) models are in it, and no more may be",
                remedy: "raise bayes.max_scopes, or delete databases there that nobody needs")
        }
    }
}
