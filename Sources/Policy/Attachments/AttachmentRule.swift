/// Which files a message may carry, or may not: a rule as the administrator writes it.
///
/// ```
/// *.exe                          a name, in any case; * stands for any characters, ? for one
/// type:application/x-msdownload  a media type, as the message declares it or as the content says
/// declared:video/*               a media type, as the message declares it
/// content:application/zip        a media type, as the content says
/// @executables                   a group
/// encrypted                      it cannot be read without a password
/// *.exe encrypted                all of these at once
/// *.js in *.zip                  in an archive, at any depth; and so on: *.js in *.zip in *.iso
/// ```
public struct AttachmentRule: Hashable, Sendable, CustomStringConvertible {
    /// What is asked of one file.
    private enum Condition: Hashable, Sendable {
        case name(Glob)
        case type(Glob)
        case declaredType(Glob)
        case detectedType(Glob)
        case group(AttachmentGroup)
        case encrypted
    }

    /// The rule as it was written.
    public let description: String
    /// The conditions for the file, then for an archive that it is in, and so on outwards.
    private let chain: [[Condition]]

    /// Reads a rule; nil if it is none.
    public init?(_ text: String) {
        var chain: [[Condition]] = [[]]
        for word in text.split(separator: " ") {
            if word == "in" {
                if chain[chain.count - 1].isEmpty { return nil }
                chain.append([])
                continue
            }
            guard let condition = Self.condition(word) else { return nil }
            chain[chain.count - 1].append(condition)
        }
        guard chain.allSatisfy({ !$0.isEmpty }), chain.count <= 8 else { return nil }
        self.chain = chain
        description = text
    }

    private static func condition(_ word: Substring) -> Condition? {
        if word == "encrypted" { return .encrypted }
        if word.hasPrefix("@") { return AttachmentGroup(rawValue: String(word.dropFirst())).map { .group($0) } }
        let prefixes: [(String, (Glob) -> Condition)] = [
            ("type:", Condition.type), ("declared:", Condition.declaredType), ("content:", Condition.detectedType),
        ]
        for (prefix, condition) in prefixes where word.hasPrefix(prefix) {
            let pattern = word.dropFirst(prefix.count)
            // A type without a subtype fits none.
            return pattern.contains("/") || pattern.contains("*") ? condition(Glob(String(pattern))) : nil
        }
        // Names are asked without folders; a word with a slash would never fit.
        return word.contains("/") || word.contains("\\") ? nil : .name(Glob(String(word)))
    }

    /// Whether the file at `place` fits under each of its names: to allow one of them does not allow what it may be opened as.
    func matchesEachName(_ place: Int, of files: [CarriedFile]) -> Bool {
        files[place].underEachName.allSatisfy { named in
            var files = files
            files[place] = named
            return matches(place, of: files)
        }
    }

    /// Whether the file at `place` fits, under any of its names.
    func matches(_ place: Int, of files: [CarriedFile]) -> Bool {
        var file = files[place]
        guard Self.fits(file, chain[0]) else { return false }
        for conditions in chain.dropFirst() {
            var isFound = false
            while !isFound, let parent = file.parent {
                file = files[parent]
                isFound = Self.fits(file, conditions)
            }
            guard isFound else { return false }
        }
        return true
    }

    private static func fits(_ file: CarriedFile, _ conditions: [Condition]) -> Bool {
        conditions.allSatisfy { condition in
            switch condition {
            case .name(let glob): file.names.contains(where: glob.matches)
            case .type(let glob): glob.fits(file.declaredType) || glob.fits(file.detectedType)
            case .declaredType(let glob): glob.fits(file.declaredType)
            case .detectedType(let glob): glob.fits(file.detectedType)
            case .group(let group): group.contains(file)
            case .encrypted: file.isEncrypted
            }
        }
    }
}

extension Glob {
    fileprivate func fits(_ type: String) -> Bool {
        !type.isEmpty && matches(Array(type.lowercased().unicodeScalars))
    }
}
