import Glibc

/// Watches that libclamav looks into what it finds in archives.
///
/// QUIRK: where it cannot decompress a file, as in a 7-Zip archive all but LZMA, or cannot open the archive, it says
/// nothing and calls it clean. But it announces each file just before it looks into it.
struct MemberWatch {
    /// Formats of which each file is announced once, right before it is looked into.
    private enum Format: String, CaseIterable {
        case sevenZip = "7-Zip"
        case cabinet = "Cabinet"
        case lha = "LHA"
        case arj = "ARJ"
        case iso = "ISO 9660"

        /// What libclamav calls it.
        private var type: String {
            switch self {
            case .sevenZip: "CL_TYPE_7Z"
            case .cabinet: "CL_TYPE_MSCAB"
            case .lha: "CL_TYPE_LHA_LZH"
            case .arj: "CL_TYPE_ARJ"
            case .iso: "CL_TYPE_ISO9660"
            }
        }

        /// Whether one without any file is so odd that it counts as not opened. ARJ's mark is too short for that, and
        /// an ISO image is recognised by other means than its type.
        var mustAnnounce: Bool { self == .sevenZip || self == .cabinet || self == .lha }

        init?(_ type: UnsafePointer<CChar>) {
            guard let format = Self.allCases.first(where: { strcmp(type, $0.type) == 0 }) else { return nil }
            self = format
        }
    }

    /// The file that is being looked into, and those that it is in, by level.
    private var formats: [Format?] = []
    /// A file was announced and not yet looked into; whether libclamav named the archive's format when it looked into that.
    private var announced: (format: Format, isKnown: Bool)?
    /// An archive of which nothing was announced yet.
    private var silent: (format: Format, level: Int)?

    /// Libclamav does not look into files of up to five bytes.
    private static let smallBytes = 5

    /// An archive says that it holds a file.
    ///
    /// - Returns: a format of which something could not be unpacked.
    mutating func announced(_ type: UnsafePointer<CChar>, byteCount: UInt, isEncrypted: Bool) -> String? {
        guard let format = Format(type) else { return nil }
        let missed = announced.map(\.format.rawValue)
        if silent?.format == format { silent = nil }
        announced = nil
        // What is encrypted is reported as such.
        if byteCount > Self.smallBytes, !isEncrypted {
            announced = (format, formats.contains(format))
        }
        return missed
    }

    /// A file is looked into.
    ///
    /// - Returns: a format of which something could not be unpacked.
    mutating func entered(_ type: UnsafePointer<CChar>, level: Int) -> String? {
        var missed: String?
        if let silent, level <= silent.level {
            missed = silent.format.rawValue
            self.silent = nil
        }
        // What was announced stands in an archive of its format; of two within each other it may be either.
        if let announced, announced.isKnown,
            level < 1 || level > formats.count || formats[level - 1] != announced.format
        {
            missed = announced.format.rawValue
        }
        announced = nil
        let format = Format(type)
        formats = Array(formats.prefix(level))
        while formats.count < level { formats.append(nil) }
        formats.append(format)
        if let format, format.mustAnnounce { silent = (format, level) }
        return missed
    }

    /// Of what was announced nothing more is expected: it was reported as encrypted, or is unpacked elsewhere.
    mutating func expectNothing() {
        (announced, silent) = (nil, nil)
    }

    /// A format of which something could not be unpacked, at the end of the scan.
    var missed: String? { (announced?.format ?? silent?.format)?.rawValue }
}
