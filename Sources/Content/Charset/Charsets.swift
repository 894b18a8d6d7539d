import Glibc
public import MIME

/// Turns text of any charset that mail uses into UTF-8.
///
/// iconv loads its converters from files, so each is opened by ``init()``; after that nothing is opened any more and
/// the charsets work inside the worker's cage and in every child forked from its parent.
///
/// Not for two threads at once: a converter has a state.
public final class Charsets {
    private var methods: [[UInt8]: CharsetList.Method] = [:]
    private var converters: [String: IconvConverter] = [:]

    /// The charsets of the list that this system's iconv lacks; empty on Debian with `libc6` whole.
    public private(set) var missing: [String] = []

    /// Opens a converter for each charset of the list.
    public init() {
        for entry in CharsetList.entries {
            if case .iconv(let name, let unit, _) = entry.method {
                guard let converter = IconvConverter(name: name, unit: unit) else {
                    missing.append(name)
                    continue
                }
                converters[name] = converter
            }
            for label in entry.labels {
                methods[CharsetList.normalized(Array(label.utf8).span)] = entry.method
            }
        }
    }

    /// The first label of each charset that can be read.
    public var labels: [String] {
        CharsetList.entries.compactMap { entry in
            if case .iconv(let name, _, _) = entry.method, converters[name] == nil { return nil }
            return entry.labels.first
        }
    }

    /// Appends `bytes`, read as the charset `label`, to `text` as valid UTF-8, until `text` has `limit` bytes.
    ///
    /// An empty label is no defect: the text is ASCII, UTF-8 if it is valid as that, else windows-1252. So is what
    /// calls itself `us-ascii` and has other bytes, and what has an unknown label (both with a defect).
    ///
    /// - Returns: what was wrong with it; nil if nothing was.
    /// - Complexity: O(n).
    @discardableResult
    public func decode(
        _ bytes: Span<UInt8>, label: Span<UInt8>, into text: inout [UInt8], limit: Int = .max
    ) -> Defect? {
        let method = label.isEmpty ? .ascii : methods[CharsetList.normalized(label)]
        let isASCII = ByteScan.isASCII(bytes)
        switch method {
        case .ascii, nil:
            let defect: Defect? =
                if method == nil { .unknownCharset } else if isASCII || label.isEmpty { nil } else { .malformedText }
            if isASCII || UTF8Text.isValid(bytes) {
                UTF8Text.append(bytes, to: &text, limit: limit)
            } else {
                Windows1252.append(bytes, to: &text, limit: limit)
            }
            return defect
        case .utf8:
            return UTF8Text.append(bytes, to: &text, limit: limit) ? nil : .malformedText
        case .windows1252:
            if isASCII {
                UTF8Text.append(bytes, to: &text, limit: limit)
                return nil
            }
            return Windows1252.append(bytes, to: &text, limit: limit) ? nil : .malformedText
        case .utf16:
            let (name, start) = Self.byteOrder(of: bytes)
            return convert(bytes.extracting(start..<bytes.count), name, into: &text, limit: limit)
        case .hz:
            return convert(HZ.gb2312(LineFeeds.normalized(bytes).span).span, "GB18030", into: &text, limit: limit)
        case .iconv(let name, let unit, let asciiCompatible):
            if isASCII && asciiCompatible {
                UTF8Text.append(bytes, to: &text, limit: limit)
                return nil
            }
            guard unit == 1, ByteScan.firstIndex(of: 0x0D, in: bytes) != nil else {
                return convert(bytes, name, into: &text, limit: limit)
            }
            // Where a line end breaks a character, how the text goes on depends on which bytes it is.
            return convert(LineFeeds.normalized(bytes).span, name, into: &text, limit: limit)
        }
    }

    private func convert(_ bytes: Span<UInt8>, _ name: String, into text: inout [UInt8], limit: Int) -> Defect? {
        guard let converter = converters[name] else {
            UTF8Text.append(bytes, to: &text, limit: limit)
            return .unknownCharset
        }
        return converter.append(bytes, to: &text, limit: limit) ? nil : .malformedText
    }

    /// UTF-16's order by its mark, else by which half of the first units is zero, else big (RFC 2781 §4.3).
    private static func byteOrder(of bytes: Span<UInt8>) -> (name: String, start: Int) {
        guard bytes.count >= 2 else { return ("UTF-16BE", 0) }
        if bytes[0] == 0xFE, bytes[1] == 0xFF { return ("UTF-16BE", 2) }
        if bytes[0] == 0xFF, bytes[1] == 0xFE { return ("UTF-16LE", 2) }
        var zeros = (even: 0, odd: 0)
        for index in 0..<min(bytes.count, 256) where bytes[index] == 0 {
            if index & 1 == 0 { zeros.even += 1 } else { zeros.odd += 1 }
        }
        return (zeros.odd > zeros.even ? "UTF-16LE" : "UTF-16BE", 0)
    }
}
