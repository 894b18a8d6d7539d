/// The charset of a Windows code page.
enum CodePage {
    /// Its label; empty where it has none that is known, so that the text is guessed.
    static func label(_ number: UInt32) -> String {
        switch number {
        case 1_200: "utf-16le"
        case 1_201: "utf-16be"
        case 20_127: "us-ascii"
        case 20_866: "koi8-r"
        case 21_866: "koi8-u"
        case 20_932, 51_932: "euc-jp"
        case 51_949: "euc-kr"
        case 54_936: "gb18030"
        case 65_000: "utf-7"
        case 28_591...28_606: "iso-8859-\(number - 28_590)"
        case 437...1_361: "cp\(number)"
        case 50_220, 50_221: "cp\(number)"
        case 65_001: "utf-8"
        default: ""
        }
    }
}
