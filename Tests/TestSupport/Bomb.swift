import Foundation

/// A small file that is a large one when it is unpacked.
public struct Bomb: Sendable, CustomStringConvertible {
    /// What it is, in words.
    public let description: String
    /// The file.
    public let bytes: [UInt8]

    /// All of them. What is compressed more than once, or by another method than zip's, is made by this machine's packers;
    /// those that are not installed leave theirs out.
    public static func all() throws -> [Bomb] {
        let megabytes = 200
        var bombs = [
            Bomb(description: "a zip of zeros", bytes: Archive.zip([.zeros("a", count: megabytes << 20)])),
            Bomb(
                description: "a zip of zeros that says they are few",
                bytes: Archive.zip([.zeros("a", count: megabytes << 20, announced: 100)])),
            Bomb(
                description: "a zip of 100 files of zeros",
                bytes: Archive.zip((0..<100).map { .zeros("\($0)", count: 10 << 20) })),
            Bomb(
                description: "a zip of 50,000 files", bytes: Archive.zip((0..<50_000).map { .plain("\($0)", [0x61]) })),
            Bomb(description: "a zip of one file under 20,000 names", bytes: fullyOverlapping(names: 20_000)),
            Bomb(description: "a zip of 250 files that quote each other", bytes: quoting(files: 250)),
            Bomb(
                description: "a zip of 1,000 empty files that quote each other",
                bytes: quoting(files: 1_000, kernel: [])),
            Bomb(description: "a zip in which there is itself", bytes: Quine.zip()),
            Bomb(description: "a gzip file in which there is itself", bytes: Quine.gzip()),
        ]
        for (description, program, command) in [
            ("zeros, gzip", "gzip", "head -c 1G /dev/zero | gzip -9"),
            ("zeros, gzip twice", "gzip", "head -c 1G /dev/zero | gzip -9 | gzip -9"),
            ("zeros, bzip2", "bzip2", "head -c \(megabytes)M /dev/zero | bzip2 -9"),
            ("zeros, xz", "xz", "head -c 1G /dev/zero | xz -0"),
            ("zeros, 7z", "7z", "head -c \(megabytes)M /dev/zero > a; 7z a b.7z a -mx=1 >&2; cat b.7z"),
            ("zeros, tar.gz", "tar", "truncate -s \(megabytes)M a; tar cz a"),
            (
                "10 zips in 10 zips, five times", "7z",
                """
                head -c 50M /dev/zero > 0; 7z a -tzip x.zip 0 >&2
                for level in 1 2 3 4 5; do
                    for copy in 0 1 2 3 4 5 6 7 8 9; do cp x.zip $copy.zip; done
                    rm x.zip; 7z a -tzip x.zip ?.zip >&2; rm [0-9].zip
                done; cat x.zip
                """
            ),
        ] where system("command -v \(program) >/dev/null") == 0 {
            let folder = try TemporaryFolder("bomb")
            guard system("cd '\(folder.path)' && { \(command) ; } > bomb 2>/dev/null </dev/null") == 0 else {
                throw CocoaError(.executableLoad, userInfo: ["command": command])
            }
            let bytes = [UInt8](try Data(contentsOf: folder.url.appending(path: "bomb")))
            bombs.append(Bomb(description: description, bytes: bytes))
        }
        return bombs
    }

    /// A directory whose entries all lead to the same file.
    private static func fullyOverlapping(names: Int) -> [UInt8] {
        let kernel = Archive.Member.zeros("", count: 1 << 20)
        let local = localHeader("a", stored: kernel.stored.count, announced: 1 << 20)
        let entries = (0..<names).map {
            Entry(name: "\($0)", offset: 0, stored: kernel.stored.count, announced: 1 << 20)
        }
        return local + kernel.stored + directory(entries, at: local.count + kernel.stored.count)
    }

    /// Files each of which begins with a stored block that holds the next one's header, so that all share what the last
    /// one holds, and no name is given twice.
    ///
    /// Source: David Fifield, "A better zip bomb", USENIX WOOT 2019, §4.
    private static func quoting(files: Int, kernel: [UInt8]? = nil) -> [UInt8] {
        let kernel = kernel ?? Archive.Member.zeros("", count: 4 << 20).stored
        var (data, announced) = (kernel, 4 << 20)
        var sizes: [(stored: Int, announced: Int, headerBytes: Int)] = []
        for index in (0..<files).reversed() {
            let header = localHeader("\(index)", stored: data.count, announced: announced)
            sizes.append((data.count, announced, header.count))
            if index == 0 {
                data = header + data
            } else {
                data = [0] + little(header.count, 2) + little(~header.count, 2) + header + data
                announced += header.count
            }
        }
        var offset = 0
        var entries: [Entry] = []
        for (index, size) in sizes.reversed().enumerated() {
            entries.append(Entry(name: "\(index)", offset: offset, stored: size.stored, announced: size.announced))
            offset += size.headerBytes + 5
        }
        return data + directory(entries, at: data.count)
    }

    private struct Entry {
        let name: String
        let offset: Int
        let stored: Int
        let announced: Int
    }

    private static func common(_ name: String, _ stored: Int, _ announced: Int) -> [UInt8] {
        little(0, 2) + little(8, 2) + little(0, 8) + little(stored, 4) + little(announced, 4)
            + little(name.utf8.count, 2) + little(0, 2)
    }

    private static func localHeader(_ name: String, stored: Int, announced: Int) -> [UInt8] {
        [0x50, 0x4B, 3, 4] + little(20, 2) + common(name, stored, announced) + Array(name.utf8)
    }

    private static func directory(_ entries: [Entry], at start: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            bytes += [0x50, 0x4B, 1, 2] + little(20, 2) + little(20, 2)
            bytes += common(entry.name, entry.stored, entry.announced) + little(0, 10) + little(entry.offset, 4)
            bytes += Array(entry.name.utf8)
        }
        return bytes + [0x50, 0x4B, 5, 6] + little(0, 4) + little(entries.count, 2) + little(entries.count, 2)
            + little(bytes.count, 4) + little(start, 4) + little(0, 2)
    }
}
