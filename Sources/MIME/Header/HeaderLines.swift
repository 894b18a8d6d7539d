/// Reads a header section line by line: the one reading of names, folds and ends that the parser and the daemon's
/// ``HeaderFields`` share.
///
/// A line that is neither a field nor a fold is passed over with its folds, and fields after it are found: a
/// forged field cannot hide behind it. Only an empty line ends the section; a line of blanks is a fold.
struct HeaderLines {
    /// A line that ended, or what it began.
    enum Event {
        /// Nothing is complete yet.
        case none
        /// A field is complete; the line given now is not part of it.
        case field(Field)
    }

    private(set) var defects = DefectSet()
    private var nameRange = 0..<0
    private var colonEnd = 0
    private var fieldStart = -1
    private var valueEnd = 0
    private var isFirstLine = true
    private let toleratesMboxLine: Bool
    private let takesLooseNames: Bool

    /// Whether the line taken last is neither a field nor a fold, which ends the section for some readers.
    var isInterrupted: Bool {
        fieldStart < 0 && (defects.contains(.malformedHeaderLine) || defects.contains(.foldedFirstLine))
    }

    /// Starts a section; `isMessage`: an mbox `From ` line may stand first; `takesLooseNames`: a line that some readers take
    /// for a content field is one (``Interpretation/takesLooseNames``).
    init(isMessage: Bool, takesLooseNames: Bool = false) {
        toleratesMboxLine = isMessage
        self.takesLooseNames = takesLooseNames
    }

    /// Takes the next line, which is not empty: `start..<end` without, `..<next` with its line end.
    @inline(__always)
    mutating func take(_ source: Span<UInt8>, start: Int, end: Int) -> Event {
        inspect(source, start: start, end: end)
        defer { isFirstLine = false }
        let first = source[start]
        if first == Byte.space || first == Byte.tab {
            if fieldStart >= 0 {
                if source.trimmed(start..<end).isEmpty { defects.insert(.blankFold) }
                valueEnd = end
            } else if isFirstLine {
                defects.insert(.foldedFirstLine)
                if takesLooseNames { begin(source, start: start, end: end) }
            }
            return .none
        }
        let event = finish(nextLine: start)
        begin(source, start: start, end: end)
        return event
    }

    /// Ends the section (or the field before `nextLine`) and gives the field that was open.
    mutating func finish(nextLine: Int) -> Event {
        guard fieldStart >= 0 else { return .none }
        let field = Field(name: nameRange, value: colonEnd..<max(valueEnd, colonEnd), whole: fieldStart..<nextLine)
        fieldStart = -1
        return .field(field)
    }

    private mutating func begin(_ source: Span<UInt8>, start: Int, end: Int) {
        var colon = start
        while colon < end, source[colon] != 0x3A { colon += 1 }
        if isFirstLine, toleratesMboxLine, HeaderLines.isMboxLine(source, start: start, end: end) {
            defects.insert(.mboxLine)
            return
        }
        guard colon < end else {
            defects.insert(.malformedHeaderLine)
            defects.insert(.missingColon)
            var word = start
            while word < end, source[word] > 0x20, source[word] != 0x3D { word += 1 }
            beginLoosely(source, start: start, name: start..<word, valueStart: word, end: end)
            return
        }
        // Control characters around a name are blanks to some readers: the name is what is left.
        var nameStart = start
        var nameEnd = colon
        while nameStart < nameEnd, source[nameStart] <= 0x20 || source[nameStart] == 0x7F { nameStart += 1 }
        while nameEnd > nameStart, source[nameEnd - 1] <= 0x20 || source[nameEnd - 1] == 0x7F { nameEnd -= 1 }
        var isOdd = nameStart != start
        var index = nameStart
        while index < nameEnd {
            let byte = source[index]
            if byte <= 0x20 || byte == 0x7F {
                defects.insert(.malformedHeaderLine)
                defects.insert(.malformedFieldName)
                beginLoosely(source, start: start, name: nameStart..<nameEnd, valueStart: colon + 1, end: end)
                return
            }
            if byte >= 0x80 || byte == 0x28 || byte == 0x29 { isOdd = true }
            index += 1
        }
        guard nameStart < nameEnd else {
            defects.insert(.malformedHeaderLine)
            defects.insert(.malformedFieldName)
            return
        }
        if isOdd { defects.insert(.malformedFieldName) }
        if nameEnd != colon { defects.insert(.spaceBeforeColon) }
        fieldStart = start
        nameRange = nameStart..<nameEnd
        colonEnd = colon + 1
        valueEnd = end
    }

    /// Begins a field that only a loose reader takes for a content field, or notes that there is one.
    private mutating func beginLoosely(
        _ source: Span<UInt8>, start: Int, name: Range<Int>, valueStart: Int, end: Int
    ) {
        guard ContentFieldName(source, name, isLoose: false) != nil else { return }
        defects.insert(.disguisedContentField)
        guard takesLooseNames else { return }
        fieldStart = start
        nameRange = name
        colonEnd = valueStart
        valueEnd = end
    }

    /// `From ` with a colon only further on than a field name could reach; `>From ` as some programs leave it.
    private static func isMboxLine(_ source: Span<UInt8>, start: Int, end: Int) -> Bool {
        let start = source[start] == 0x3E ? start + 1 : start
        guard end - start > 5, source[start + 4] == Byte.space,
            source.equalsIgnoringCase(start..<(start + 4), "from")
        else { return false }
        var index = start + 5
        while index < end, Byte.isBlank(source[index]) { index += 1 }
        return index < end && source[index] != 0x3A
    }

    @inline(__always)
    private mutating func inspect(_ source: Span<UInt8>, start: Int, end: Int) {
        if end - start > 998 { defects.insert(.overlongLine) }
        var all: UInt8 = 0
        var control = false
        var index = start
        while index < end {
            let byte = source[index]
            all |= byte
            if byte == 0 || byte == Byte.cr { control = true }
            index &+= 1
        }
        if all >= 0x80 { defects.insert(.eightBitHeader) }
        guard control else { return }
        index = start
        while index < end {
            if source[index] == 0 { defects.insert(.nulInHeader) }
            if source[index] == Byte.cr { defects.insert(.bareCRInHeader) }
            index += 1
        }
    }
}

extension Span<UInt8> {
    /// The line that starts at `start`: where its content ends, where the next one starts, and whether a line
    /// feed ended it. The CR before the LF belongs to the line end.
    @inline(__always)
    func line(from start: Int, to limit: Int) -> (end: Int, next: Int) {
        let feed = lineFeed(from: start, to: limit)
        guard feed < limit else { return (limit, limit) }
        let end = feed > start && self[feed &- 1] == Byte.cr ? feed &- 1 : feed
        return (end, feed &+ 1)
    }
}
