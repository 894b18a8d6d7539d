/// Writes TNEF, for tests.
public struct TNEFStream: Sendable {
    /// The stream so far.
    public private(set) var bytes: [UInt8] = [0x78, 0x9F, 0x3E, 0x22, 0x01, 0x00]

    /// Makes a stream without an attribute.
    public init() {}

    /// Adds an attribute of the message or, above 1, of an attachment.
    public mutating func add(_ tag: UInt32, _ value: [UInt8], level: UInt8 = 1, checksum: UInt16? = nil) {
        bytes.append(level)
        bytes += Self.number(tag, 4) + Self.number(UInt32(value.count), 4) + value
        bytes += Self.number(UInt32(checksum ?? value.reduce(0) { $0 &+ UInt16($1) }), 2)
    }

    /// Adds an attachment with a title of its own and, if they are not nil, data and properties.
    public mutating func attach(_ title: String?, _ data: [UInt8]?, properties: [[UInt8]] = []) {
        add(0x0006_9002, [UInt8](repeating: 0, count: 14), level: 2)
        if let data { add(0x0006_800F, data, level: 2) }
        if let title { add(0x0001_8010, Array(title.utf8) + [0], level: 2) }
        if !properties.isEmpty { add(0x0006_9005, Self.list(properties), level: 2) }
    }

    /// Takes bytes away from the end.
    public mutating func truncate(by count: Int) { bytes.removeLast(count) }

    /// Adds properties of the message.
    public mutating func add(properties: [[UInt8]]) { add(0x0006_9003, Self.list(properties)) }

    /// A list of properties.
    public static func list(_ properties: [[UInt8]]) -> [UInt8] {
        number(UInt32(properties.count), 4) + properties.flatMap(\.self)
    }

    /// A property whose values have their length in front.
    public static func property(_ identifier: UInt16, _ type: UInt16, _ values: [UInt8]...) -> [UInt8] {
        number(UInt32(type), 2) + number(UInt32(identifier), 2) + number(UInt32(values.count), 4)
            + values.flatMap { number(UInt32($0.count), 4) + $0 + [UInt8](repeating: 0, count: (4 - $0.count % 4) % 4) }
    }

    /// A property of fixed length.
    public static func fixed(_ identifier: UInt16, _ type: UInt16, _ value: [UInt8]) -> [UInt8] {
        number(UInt32(type), 2) + number(UInt32(identifier), 2) + value
    }

    /// A string of UTF-16 with its NUL.
    public static func wide(_ text: String) -> [UInt8] { (Array(text.utf16) + [0]).flatMap { number(UInt32($0), 2) } }

    /// The lowest byte first.
    public static func number(_ value: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32($0 * 8)) }
    }

    /// RTF compressed: with references to what stood before where `refers`, else letter by letter.
    public static func compressed(_ rtf: [UInt8], refers: Bool = true) -> [UInt8] {
        var window = [UInt8](repeating: 0, count: 4_096)
        var write = 207
        let preset = Array(
            ("{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
                + "MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0"
                + "\\fs20\\b\\i\\u\\tab\\tx").utf8)
        window.replaceSubrange(0..<preset.count, with: preset)
        var items: [[UInt8]] = []
        var index = 0
        while index < rtf.count {
            var best = (start: 0, count: 0)
            if refers {
                for start in 0..<4_096 where window[start] == rtf[index] && (start - write) & 4_095 >= 17 {
                    var count = 1
                    while count < 17, index + count < rtf.count, (start + count) & 4_095 != write,
                        window[(start + count) & 4_095] == rtf[index + count]
                    { count += 1 }
                    if count > best.count { best = (start, count) }
                }
            }
            let count = max(best.count, 1)
            if best.count >= 2 {
                let reference = best.start << 4 | (count - 2)
                items.append([UInt8(reference >> 8), UInt8(reference & 255)])
            } else {
                items.append([rtf[index]])
            }
            for offset in 0..<count {
                window[write] = rtf[index + offset]
                write = (write + 1) & 4_095
            }
            index += count
        }
        items.append([UInt8(write >> 4), UInt8((write & 15) << 4)])
        var packed: [UInt8] = []
        for start in stride(from: 0, to: items.count, by: 8) {
            let run = items[start..<min(start + 8, items.count)]
            packed.append(run.enumerated().reduce(0) { $1.element.count == 2 ? $0 | 1 << UInt8($1.offset) : $0 })
            packed += run.flatMap(\.self)
        }
        let checksum = CRC32.sum(packed, register: 0, complement: false)
        return number(UInt32(packed.count + 12), 4) + number(UInt32(rtf.count), 4) + Array("LZFu".utf8)
            + number(checksum, 4) + packed
    }
}
