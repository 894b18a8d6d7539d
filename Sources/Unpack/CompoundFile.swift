/// Looks for entries of note in Microsoft's compound file: macros, and a document that is encrypted.
enum CompoundFile {
    /// The names that are looked for, in upper case.
    private static let names: [(text: String, utf16: [UInt8], isEncrypted: Bool)] = [
        ("_VBA_PROJECT", false), ("EncryptedPackage", true),
    ].map { name, isEncrypted in (name, name.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), 0] }, isEncrypted) }

    /// The entries of note that the file holds, each once.
    ///
    /// An entry of the directory takes 128 bytes and stands at a multiple of that, wherever the file's tables say the
    /// directory is: all such places are looked at, so that broken tables hide nothing.
    ///
    /// - Complexity: O(n).
    ///
    /// Source: [MS-CFB] §2.6.1; [MS-OVBA] §2.2.1; [MS-OFFCRYPTO] §2.3.4.
    static func entries(in file: Span<UInt8>) -> [(name: String, isEncrypted: Bool)] {
        names.compactMap { name in
            var start = 0
            while start + 128 <= file.count {
                let length = Int(file[start + 64]) | Int(file[start + 65]) << 8
                if length == name.utf16.count + 2, name.utf16.indices.allSatisfy({ file[start + $0] == name.utf16[$0] })
                {
                    return (name.text, name.isEncrypted)
                }
                start += 128
            }
            return nil
        }
    }
}
