import Foundation

/// One file packed in the formats that this machine's packers and ``ArchiveByHand`` can write.
public struct PackedFile: Sendable, CustomStringConvertible {
    /// The format.
    public let name: String
    /// The archive.
    public let bytes: [UInt8]
    /// The format's name.
    public var description: String { name }

    /// A packer's name and the commands that make `archive` of the file in its folder, which is `$F`.
    private static let commands: [(name: String, program: String, command: String)] = [
        ("zip stored", "7z", "7z a -tzip -mm=Copy archive $F"),
        ("zip deflate", "7z", "7z a -tzip -mm=Deflate archive $F"),
        ("zip deflate64", "7z", "7z a -tzip -mm=Deflate64 archive $F"),
        ("zip bzip2", "7z", "7z a -tzip -mm=BZip2 archive $F"),
        ("zip LZMA", "7z", "7z a -tzip -mm=LZMA archive $F"),
        ("zip PPMd", "7z", "7z a -tzip -mm=PPMd archive $F"),
        ("zip encrypted", "7z", "7z a -tzip -psecret archive $F"),
        ("zip encrypted with AES", "7z", "7z a -tzip -psecret -mem=AES256 archive $F"),
        ("7z LZMA2", "7z", "7z a -t7z archive $F"),
        ("7z LZMA", "7z", "7z a -t7z -m0=LZMA archive $F"),
        ("7z stored", "7z", "7z a -t7z -m0=Copy archive $F"),
        ("7z bzip2", "7z", "7z a -t7z -m0=BZip2 archive $F"),
        ("7z deflate", "7z", "7z a -t7z -m0=Deflate archive $F"),
        ("7z deflate64", "7z", "7z a -t7z -m0=Deflate64 archive $F"),
        ("7z PPMd", "7z", "7z a -t7z -m0=PPMd archive $F"),
        ("7z with its head unpacked", "7z", "7z a -t7z -mhc=off archive $F"),
        ("7z encrypted", "7z", "7z a -t7z -psecret archive $F"),
        ("7z encrypted, its head too", "7z", "7z a -t7z -psecret -mhe=on archive $F"),
        ("tar", "tar", "tar cf archive $F"),
        ("tar, old", "tar", "tar c --format=v7 -f archive $F"),
        ("tar, POSIX", "tar", "tar c --format=posix -f archive $F"),
        ("tar.gz", "tar", "tar czf archive $F"),
        ("tar.bz2", "tar", "tar cjf archive $F"),
        ("tar.xz", "tar", "tar cJf archive $F"),
        ("gz", "gzip", "gzip -c $F > archive"),
        ("bz2", "bzip2", "bzip2 -c $F > archive"),
        ("xz", "xz", "xz -c $F > archive"),
        ("gz, the second of two", "gzip", "{ : | gzip -c; gzip -c $F; } > archive"),
        ("bz2, the second of two", "bzip2", "{ : | bzip2 -c; bzip2 -c $F; } > archive"),
        ("xz, the second of two", "xz", "{ : | xz -c; xz -c $F; } > archive"),
        ("xz with CRC32", "xz", "xz -C crc32 -c $F > archive"),
        ("cpio newc", "cpio", "echo $F | cpio -o -H newc > archive"),
        ("cpio crc", "cpio", "echo $F | cpio -o -H crc > archive"),
        ("cpio odc", "cpio", "echo $F | cpio -o -H odc > archive"),
        ("cpio bin", "cpio", "echo $F | cpio -o -H bin > archive"),
        ("arj", "arj", "arj a archive.arj $F && mv archive.arj archive"),
        ("arj stored", "arj", "arj a -m0 archive.arj $F && mv archive.arj archive"),
        ("iso", "genisoimage", "genisoimage -o archive $F"),
        ("iso, Joliet and Rock Ridge", "genisoimage", "genisoimage -J -R -o archive $F"),
        ("udf", "genisoimage", "genisoimage -udf -o archive $F"),
    ]

    /// The Debian packages that the packers come in.
    public static let packages = "p7zip-full genisoimage arj cpio xz-utils bzip2"

    /// The file in every format; a packer that is not installed leaves its formats out.
    ///
    /// - Returns: the archives, and the formats that were left out.
    public static func all(_ bytes: [UInt8], named name: String) throws -> (packed: [PackedFile], missing: [String]) {
        var packed = [
            PackedFile(name: "cab", bytes: ArchiveByHand.cab(bytes, name: name)),
            PackedFile(name: "lha", bytes: ArchiveByHand.lha(bytes, name: name)),
            PackedFile(name: "xar", bytes: ArchiveByHand.xar(bytes, name: name)),
            PackedFile(name: "pdf", bytes: ArchiveByHand.pdf(bytes, name: name, isDeflated: false)),
            PackedFile(name: "pdf deflated", bytes: ArchiveByHand.pdf(bytes, name: name, isDeflated: true)),
            PackedFile(
                name: "docx",
                bytes: Archive.zip([
                    .plain("[Content_Types].xml", Array("<?xml version=\"1.0\"?><Types/>".utf8)),
                    .plain("word/document.xml", Array("<?xml version=\"1.0\"?><document/>".utf8)),
                    .plain("word/embeddings/oleObject1.bin", bytes),
                ])),
        ]
        var missing: [String] = []
        for (format, program, command) in commands {
            guard system("command -v \(program) >/dev/null") == 0 else {
                missing.append(format)
                continue
            }
            let folder = try TemporaryFolder("packed")
            let file = folder.url.appending(path: name)
            try Data(bytes).write(to: file)
            let line = command.replacing("$F", with: name)
            guard system("cd '\(folder.path)' && { \(line); } >/dev/null 2>&1 </dev/null") == 0 else {
                throw CocoaError(.executableLoad, userInfo: ["command": line])
            }
            let archive = ["archive", "archive.zip", "archive.7z"].map { folder.url.appending(path: $0) }
                .first { FileManager.default.fileExists(atPath: $0.path) }
            guard let archive else { throw CocoaError(.fileNoSuchFile, userInfo: ["command": line]) }
            packed.append(PackedFile(name: format, bytes: [UInt8](try Data(contentsOf: archive))))
        }
        return (packed, missing)
    }
}
