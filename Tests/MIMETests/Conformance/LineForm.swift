import TestSupport

/// How the line ends of a file are written before it is compared.
enum LineForm: CaseIterable {
    case asItIs, crlf, lf

    /// A file's bytes in this form. A CR that ends no line is part of no other form: descriptions have none.
    func write(_ file: [UInt8]) -> [UInt8] {
        switch self {
        case .asItIs: file
        case .crlf: LineForms.crlf(file.filter { $0 != 0x0D })
        case .lf: file.filter { $0 != 0x0D }
        }
    }

    /// For each offset in `bytes` without their CRs, its end too, the offset in `bytes`; a line end's is that of
    /// its CR.
    static func offsets(in bytes: [UInt8]) -> [Int] {
        var result: [Int] = []
        result.reserveCapacity(bytes.count + 1)
        for (index, byte) in bytes.enumerated() where byte != 0x0D {
            let endsWithCR = byte == 0x0A && index > 0 && bytes[index - 1] == 0x0D
            result.append(endsWithCR ? index - 1 : index)
        }
        result.append(bytes.count)
        return result
    }
}
