import Bayes
import Descriptors
import Foundation
import Glibc
import Store

/// Finds and reads the model that comes with the program.
enum StarterFile {
    /// The model where one is wanted and can be read; else, where one is wanted, why there is none.
    static func load(_ configuration: Configuration) -> (StarterModel?, failure: String?) {
        guard configuration.bayes.starter else { return (nil, nil) }
        let path = configuration.bayes.starterModel.isEmpty ? installedPath : configuration.bayes.starterModel
        do {
            return (try read(path), nil)
        } catch {
            return (nil, "\(error) (bayes.starter)")
        }
    }

    private static func read(_ path: String) throws -> StarterModel {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError("open \(path)") }
        defer { close(descriptor) }
        var lines = TextLines(descriptor: descriptor)
        return try StarterModel(name: path) { try lines.next() }
    }

    /// `/usr/local/share/tamis/starter-model.txt` for `/usr/local/bin/tamis`.
    private static var installedPath: String {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "/"
        return URL(filePath: program).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "share/tamis/starter-model.txt").path
    }
}
