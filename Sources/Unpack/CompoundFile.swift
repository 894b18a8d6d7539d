/// Looks for what is of note in Microsoft's compound file: macros, and a document that is encrypted.
///
/// Such a file is a small file system. Its tables are not followed: every place where what is looked for may begin is looked
/// at, so that broken tables hide nothing.
enum CompoundFile {
    /// What is of note, each once, as entries of an archive.
    ///
    /// - Complexity: O(n).
    static func entries(in file: Span<UInt8>) -> [(name: String, isEncrypted: Bool)] {
        var found = names.filter { isNamed($0.utf16, in: file) }.map { ($0.text, $0.isEncrypted) }
        if hasMacroSheet(file) { found.append((macroSheet, false)) }
        if let stream = encryptedStream(in: file) { found.append((stream, true)) }
        return found
    }

    // MARK: Directory

    /// The names that are looked for.
    private static let names: [(text: String, utf16: [UInt8], isEncrypted: Bool)] = [
        ("_VBA_PROJECT", false), ("EncryptedPackage", true),
    ].map { name, isEncrypted in (name, name.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), 0] }, isEncrypted) }

    /// Whether there is an entry of the directory with a name: it takes 128 bytes and stands at a multiple of that.
    ///
    /// Source: [MS-CFB] §2.6.1; [MS-OVBA] §2.2.1; [MS-OFFCRYPTO] §2.3.4.
    private static func isNamed(_ name: [UInt8], in file: Span<UInt8>) -> Bool {
        places(in: file, apart: 128) { start in
            file.littleEndian(at: start + 64, 2) == name.count + 2
                && name.indices.allSatisfy { file[start + $0] == name[$0] }
        }
    }

    // MARK: Excel

    /// What Excel's macros before VBA are listed as.
    private static let macroSheet = "Excel 4.0 macro sheet"

    /// Whether a record names a sheet that holds macros: its kind is 1, and the length of its name fits that of the record.
    ///
    /// Source: [MS-XLS] §2.4.28 (BoundSheet8); OpenOffice's documentation of Excel's format §5.95 for Excel 95.
    private static func hasMacroSheet(_ file: Span<UInt8>) -> Bool {
        guard file.count >= 12 else { return false }
        for start in 0...file.count - 12 where file[start] == 0x85 && file[start + 1] == 0 && file[start + 3] == 0 {
            guard file[start + 8] <= 2, file[start + 9] == 1 else { continue }
            let size = Int(file[start + 2])
            let letters = Int(file[start + 10])
            let inUTF16 = Int(file[start + 11])
            if size == 7 + letters || inUTF16 <= 1 && size == 8 + letters * (1 + inUTF16) { return letters > 0 }
        }
        return false
    }

    /// Whether a workbook begins at a place, and has a password: among its first records is one that says how it is
    /// encrypted.
    ///
    /// Source: [MS-XLS] §2.1.7.20.1, §2.4.21 (BOF), §2.4.117 (FilePass).
    private static func isEncryptedWorkbook(_ file: Span<UInt8>, at start: Int) -> Bool {
        guard file.littleEndian(at: start, 2) == 0x0809, file.littleEndian(at: start + 6, 2) == 5 else { return false }
        var record = start
        for _ in 0..<8 {
            record += 4 + file.littleEndian(at: record + 2, 2)
            if file.littleEndian(at: record, 2) == 0x2F { return true }
        }
        return false
    }

    // MARK: Encrypted documents

    /// The name of the stream that is encrypted, if one of them begins somewhere: streams do at multiples of 64 bytes.
    private static func encryptedStream(in file: Span<UInt8>) -> String? {
        var name: String?
        _ = places(in: file, apart: 64) { start in
            switch (file[start], file[start + 1]) {
            case (0x09, 0x08) where isEncryptedWorkbook(file, at: start): name = "Workbook"
            case (0xEC, 0xA5) where isEncryptedText(file, at: start): name = "WordDocument"
            case (0, 0) where isEncryptedPresentation(file, at: start): name = "PowerPoint Document"
            default: break
            }
            return name != nil
        }
        return name
    }

    /// Whether a text of Word begins at a place, and has a password.
    ///
    /// Source: [MS-DOC] §2.5.2 (FibBase).
    private static func isEncryptedText(_ file: Span<UInt8>, at start: Int) -> Bool {
        let isText = [0xBF, 0xC1].contains(file.littleEndian(at: start + 12, 2))
        return isText && file.littleEndian(at: start + 10, 2) & 0x100 != 0
    }

    /// Whether the record of who last edited a presentation begins at a place, and says that that is encrypted.
    ///
    /// Source: [MS-PPT] §2.3.2 (CurrentUserAtom).
    private static func isEncryptedPresentation(_ file: Span<UInt8>, at start: Int) -> Bool {
        file.littleEndian(at: start + 2, 2) == 0x0FF6 && file.littleEndian(at: start + 8, 4) == 0x14
            && file.littleEndian(at: start + 12, 4) == 0xF3D1_C4DF
    }

    /// Whether something holds at a place at a multiple of a distance.
    private static func places(in file: Span<UInt8>, apart distance: Int, where holds: (Int) -> Bool) -> Bool {
        var start = 0
        while start + distance <= file.count {
            if holds(start) { return true }
            start += distance
        }
        return false
    }
}
