/// The charsets that mail uses: a fixed list, for each is opened before the worker's cage closes.
///
/// Labels are compared by their letters and digits alone, in lower case, so that `ISO_8859-1` and `iso8859-1` are
/// one. Where browsers and mail programs read a label as a larger set that contains it (`gb2312` as GB 18030,
/// `shift_jis` as windows-31J, `ks_c_5601-1987` as windows-949), so does this list: it is what the reader sees.
///
/// Source: IANA character sets; WHATWG Encoding §4.2 (labels).
enum CharsetList {
    /// How bytes of a charset become UTF-8.
    enum Method: Hashable, Sendable {
        /// ASCII, whatever the label says of the other half: those bytes are guessed.
        case ascii
        /// UTF-8.
        case utf8
        /// windows-1252, as ISO 8859-1 too is read.
        case windows1252
        /// UTF-16 whose byte order is told by a mark or guessed.
        case utf16
        /// HZ: GB 2312 between `~{` and `~}`.
        case hz
        /// A converter of iconv's by this name; `unit` bytes are skipped where the input is invalid, and
        /// `asciiCompatible` tells whether bytes below 0x80 always stand for themselves.
        case iconv(String, unit: Int = 1, asciiCompatible: Bool = true)
    }

    /// A charset: how it is read, and its labels (the first is the one that tests and messages use).
    struct Entry: Sendable {
        let method: Method
        let labels: [String]
    }

    /// All charsets.
    static let entries: [Entry] = [
        Entry(method: .utf8, labels: ["utf-8", "unicode-1-1-utf-8", "utf-8n", "cp65001"]),
        Entry(method: .ascii, labels: ["us-ascii", "ascii", "ansi_x3.4-1968", "ansi_x3.4-1986", "iso-646-us", "7bit"]),
        Entry(
            method: .windows1252,
            labels: [
                "windows-1252", "cp1252", "x-cp1252", "iso-8859-1", "iso_8859-1:1987", "latin1", "l1", "ibm819",
                "cp819", "8859_1", "iso-8859-1-windows-3.0-latin-1", "ansi",
            ]),
        Entry(method: .utf16, labels: ["utf-16", "unicode", "ucs-2", "iso-10646-ucs-2", "csunicode"]),
        Entry(method: .hz, labels: ["hz-gb-2312", "hz"]),
        iconv("UTF-16BE", "utf-16be", unit: 2, asciiCompatible: false),
        iconv("UTF-16LE", "utf-16le", unit: 2, asciiCompatible: false),
        iconv("UTF-32BE", "utf-32be", "ucs-4be", unit: 4, asciiCompatible: false),
        iconv("UTF-32LE", "utf-32le", "ucs-4le", unit: 4, asciiCompatible: false),
        iconv("UTF-32", "utf-32", "ucs-4", "iso-10646-ucs-4", unit: 4, asciiCompatible: false),
        iconv("UTF-7", "utf-7", "unicode-1-1-utf-7", "csutf7", asciiCompatible: false),
        // EBCDIC.
        iconv("IBM037", "ibm037", "cp037", "ebcdic-cp-us", "ebcdic-cp-ca", asciiCompatible: false),
        iconv("IBM500", "ibm500", "cp500", "ebcdic-cp-be", "ebcdic-cp-ch", asciiCompatible: false),
        iconv("IBM1047", "ibm1047", "cp1047", asciiCompatible: false),
        iconv("ISO-8859-2", "iso-8859-2", "iso_8859-2:1987", "latin2", "l2", "8859_2"),
        iconv("ISO-8859-3", "iso-8859-3", "iso_8859-3:1988", "latin3", "l3"),
        iconv("ISO-8859-4", "iso-8859-4", "iso_8859-4:1988", "latin4", "l4"),
        iconv("ISO-8859-5", "iso-8859-5", "iso_8859-5:1988", "cyrillic"),
        iconv("ISO-8859-6", "iso-8859-6", "iso_8859-6:1987", "arabic", "iso-8859-6-e", "iso-8859-6-i", "asmo-708"),
        iconv("ISO-8859-7", "iso-8859-7", "iso_8859-7:1987", "greek", "greek8", "elot_928"),
        iconv("ISO-8859-8", "iso-8859-8", "iso_8859-8:1988", "hebrew", "iso-8859-8-e", "iso-8859-8-i", "logical"),
        iconv("ISO-8859-10", "iso-8859-10", "latin6", "l6"),
        iconv("ISO-8859-11", "iso-8859-11"),
        iconv("ISO-8859-13", "iso-8859-13", "latin7"),
        iconv("ISO-8859-14", "iso-8859-14", "latin8", "iso-celtic"),
        iconv("ISO-8859-15", "iso-8859-15", "latin9", "latin-9", "l9"),
        iconv("ISO-8859-16", "iso-8859-16", "latin10"),
        iconv("CP1250", "windows-1250", "cp1250", "x-cp1250"),
        iconv("CP1251", "windows-1251", "cp1251", "x-cp1251", "win-1251", "ansi-1251"),
        iconv("CP1253", "windows-1253", "cp1253", "x-cp1253"),
        iconv("CP1254", "windows-1254", "cp1254", "x-cp1254", "iso-8859-9", "iso_8859-9:1989", "latin5", "l5"),
        iconv("CP1255", "windows-1255", "cp1255", "x-cp1255"),
        iconv("CP1256", "windows-1256", "cp1256", "x-cp1256"),
        iconv("CP1257", "windows-1257", "cp1257", "x-cp1257"),
        iconv("CP1258", "windows-1258", "cp1258", "x-cp1258"),
        iconv("CP874", "windows-874", "cp874", "tis-620", "dos-874", "iso-ir-166"),
        iconv("KOI8-R", "koi8-r", "koi8", "koi", "cskoi8r"),
        iconv("KOI8-U", "koi8-u", "koi8-ru"),
        iconv("KOI8-T", "koi8-t"),
        iconv(
            "GB18030", "gb18030", "gbk", "gb2312", "gb_2312-80", "cp936", "ms936", "x-gbk", "euc-cn", "cn-gb", "chinese"
        ),
        iconv("BIG5", "big5", "cn-big5", "big-five", "x-x-big5", "cp950", "csbig5"),
        iconv("BIG5-HKSCS", "big5-hkscs"),
        iconv("EUC-TW", "euc-tw", "x-euc-tw"),
        iconv("CP932", "shift_jis", "sjis", "x-sjis", "ms_kanji", "windows-31j", "cp932", "csshiftjis", "shift-jis"),
        iconv("EUC-JP-MS", "euc-jp", "x-euc-jp", "x-euc", "eucjp-ms", "cp51932"),
        iconv(
            "ISO-2022-JP-3", "iso-2022-jp", "iso-2022-jp-1", "iso-2022-jp-3", "iso-2022-jp-ms", "cp50220", "cp50221",
            "csiso2022jp", "jis", asciiCompatible: false),
        iconv("ISO-2022-JP-2", "iso-2022-jp-2", asciiCompatible: false),
        iconv("ISO-2022-KR", "iso-2022-kr", "csiso2022kr", asciiCompatible: false),
        iconv("ISO-2022-CN", "iso-2022-cn", asciiCompatible: false),
        iconv("ISO-2022-CN-EXT", "iso-2022-cn-ext", asciiCompatible: false),
        iconv(
            "CP949", "euc-kr", "cp949", "ms949", "uhc", "windows-949", "ks_c_5601-1987", "ks_c_5601-1989", "ksc5601",
            "ksc_5601", "korean"),
        iconv("JOHAB", "johab", "cp1361"),
        iconv("VISCII", "viscii", "csviscii"),
        iconv("TCVN5712-1", "tcvn", "tcvn-5712"),
        iconv("ARMSCII-8", "armscii-8"),
        iconv("GEORGIAN-PS", "georgian-ps"),
        iconv("GEORGIAN-ACADEMY", "georgian-academy"),
        iconv("MACINTOSH", "macintosh", "mac", "x-mac-roman", "macroman"),
        iconv("MAC-CYRILLIC", "x-mac-cyrillic", "mac-cyrillic", "x-mac-ukrainian", "maccyrillic"),
        iconv("MAC-CENTRALEUROPE", "x-mac-ce", "macce", "mac-centraleurope"),
        iconv("CP437", "ibm437", "cp437", "437"),
        iconv("CP737", "cp737", "ibm737"),
        iconv("CP775", "cp775", "ibm775"),
        iconv("CP850", "ibm850", "cp850", "850"),
        iconv("CP852", "ibm852", "cp852", "852"),
        iconv("CP855", "ibm855", "cp855"),
        iconv("CP857", "ibm857", "cp857"),
        iconv("CP858", "ibm858", "cp858", "ibm00858"),
        iconv("CP860", "ibm860", "cp860"),
        iconv("CP861", "ibm861", "cp861"),
        iconv("CP862", "ibm862", "cp862", "dos-862"),
        iconv("CP863", "ibm863", "cp863"),
        iconv("CP864", "ibm864", "cp864"),
        iconv("CP865", "ibm865", "cp865"),
        iconv("CP866", "ibm866", "cp866", "866", "csibm866"),
        iconv("CP869", "ibm869", "cp869"),
        iconv("CP1125", "cp1125"),
        iconv("PT154", "pt154", "cp154", "ptcp154"),
        iconv("RK1048", "rk1048", "kz-1048", "strk1048-2002"),
        iconv("HP-ROMAN8", "hp-roman8", "roman8"),
    ]

    /// A label's letters and digits in lower case.
    static func normalized(_ label: Span<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        for index in label.indices {
            switch label[index] {
            case 0x30...0x39, 0x61...0x7A: result.append(label[index])
            case 0x41...0x5A: result.append(label[index] | 0x20)
            default: break
            }
        }
        return result
    }

    private static func iconv(
        _ name: String, _ labels: String..., unit: Int = 1, asciiCompatible: Bool = true
    ) -> Entry {
        Entry(method: .iconv(name, unit: unit, asciiCompatible: asciiCompatible), labels: labels)
    }
}
