/// A date of a Date or Received field.
///
/// Source: RFC 5322 §3.3, §4.3.
public struct MailDate: Hashable, Sendable {
    /// Four digits; obsolete two-digit years are completed.
    public let year: Int
    /// 1 to 12.
    public let month: Int
    /// 1 to 31.
    public let day: Int
    /// 0 to 23.
    public let hour: Int
    /// 0 to 59.
    public let minute: Int
    /// 0 to 60; 0 if it is not given.
    public let second: Int
    /// Minutes east of Greenwich; 0 if the zone is missing or unknown.
    public let zoneMinutes: Int

    /// Seconds since 1970 in UTC.
    public var epochSeconds: Int {
        // Days since the epoch in the proleptic Gregorian calendar, years beginning in March.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        return days * 86_400 + hour * 3_600 + minute * 60 + second - zoneMinutes * 60
    }

    /// Reads an unfolded value; nil if day, month, year or time are missing or out of range.
    ///
    /// Complexity: O(n).
    public static func parse(_ value: [UInt8]) -> MailDate? {
        var cursor = FieldCursor(value)
        var words: [[UInt8]] = []
        while words.count < 12 {
            cursor.skipBlanksAndComments()
            while cursor.byte == 0x2C {
                cursor.advance()
                cursor.skipBlanksAndComments()
            }
            guard !cursor.isAtEnd else { break }
            let word = cursor.take { !Byte.isBlank($0) && $0 != 0x2C && $0 != 0x28 }
            // `17-May-2000` is met in old mail.
            words +=
                word.count > 6 && word.contains(0x2D) && Byte.isDigit(word[0])
                ? word.split(separator: 0x2D).map(Array.init) : [word]
        }
        if let first = words.first?.first, !Byte.isDigit(first), month(words[0]) == nil || words.count > 5 {
            if !(words.count > 1 && month(words[0]) != nil && number(words[1]) != nil) { words.removeFirst() }
        }
        guard words.count >= 4 else { return nil }
        // `May 17` for `17 May` is met, and the year may follow the time, as C's asctime puts it.
        if month(words[0]) != nil, number(words[1]) != nil { words.swapAt(0, 1) }
        if words.count > 3, words[2].contains(0x3A) { words.swapAt(2, 3) }
        guard let day = number(words[0]), (1...31).contains(day), let month = month(words[1]),
            let year = year(words[2]), let (hour, minute, second) = time(words[3])
        else { return nil }
        return MailDate(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second,
            zoneMinutes: words.count > 4 ? zone(words[4]) : 0)
    }

    private static func number(_ word: some Collection<UInt8>) -> Int? {
        guard !word.isEmpty, word.count <= 4 else { return nil }
        var result = 0
        for byte in word {
            guard Byte.isDigit(byte) else { return nil }
            result = result * 10 + Int(byte - 0x30)
        }
        return result
    }

    private static func month(_ word: [UInt8]) -> Int? {
        guard word.count >= 3 else { return nil }
        let start = String(decoding: word[..<3].map(Byte.lower), as: UTF8.self)
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        return names.firstIndex(of: start).map { $0 + 1 }
    }

    private static func year(_ word: [UInt8]) -> Int? {
        guard let value = number(word) else { return nil }
        switch word.count {
        case 1, 2: return value < 50 ? 2000 + value : 1900 + value
        case 3: return 1900 + value
        default: return value
        }
    }

    private static func time(_ word: [UInt8]) -> (Int, Int, Int)? {
        let parts = word.split(separator: 0x3A, omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, let hour = number(parts[0]), let minute = number(parts[1]),
            hour < 24, minute < 60
        else { return nil }
        let second = parts.count == 3 ? number(parts[2].prefix { Byte.isDigit($0) }) : 0
        guard let second, second <= 60 else { return nil }
        return (hour, minute, second)
    }

    private static func zone(_ word: [UInt8]) -> Int {
        if let sign = word.first, sign == 0x2B || sign == 0x2D {
            guard word.count >= 5, let value = number(word[1..<5]) else { return 0 }
            let minutes = value / 100 * 60 + value % 100
            return sign == 0x2D ? -minutes : minutes
        }
        switch String(decoding: word.map(Byte.lower), as: UTF8.self) {
        case "edt": return -240
        case "est", "cdt": return -300
        case "cst", "mdt": return -360
        case "mst", "pdt": return -420
        case "pst": return -480
        case "cet", "met": return 60
        case "cest", "mest": return 120
        default: return 0
        }
    }
}
