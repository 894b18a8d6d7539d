import MIME
import TestSupport
import Testing

@testable import Evidence

/// A random value of one of the wire's types, with what the tests do to it.
struct WireSample {
    let name: String
    let bytes: [UInt8]
    let decode: ([UInt8]) throws -> Void
    let roundTrip: () throws -> Void

    init<Value: WireValue & Equatable>(_ value: Value) {
        let encoded = value.encoded
        name = "\(Value.self)"
        bytes = encoded
        decode = { _ = try Value(decoding: $0) }
        roundTrip = {
            let decoded = try Value(decoding: encoded)
            #expect(decoded == value)
        }
    }

    static func all(_ generator: inout SeededGenerator) -> [WireSample] {
        [
            WireSample(Reading.random(&generator)),
            WireSample(WorkerSettings.random(&generator)),
            WireSample(
                ChildRequest(
                    reads: .random(using: &generator), lists: .random(using: &generator), scans: true,
                    details: false,
                    tokenTexts: .random(using: &generator), engine: .random(in: 0...9, using: &generator),
                    scanMilliseconds: .random(in: 0...100_000, using: &generator))),
            WireSample(ChildAnswer.reading(byteCount: Int.random(in: 0...1_000_000, using: &generator))),
            WireSample(ChildAnswer.unreadable(reason: phrase(&generator))),
            WireSample(ChildAnswer.scan(finding(&generator))),
            WireSample(ChildAnswer.listing(byteCount: Int.random(in: 0...1_000_000, using: &generator))),
            WireSample(ChildAnswer.unlisted(reason: phrase(&generator))),
            WireSample(listing(&generator)),
            WireSample(WorkerCommand.fork),
            WireSample(WorkerCommand.checkDatabase),
            WireSample(WorkerCommand.kill(process: .random(in: .min ... .max, using: &generator))),
            WireSample(WorkerReport.caged(missingLayers: texts(&generator))),
            WireSample(WorkerReport.refused(reason: text(&generator))),
            WireSample(WorkerReport.ready(state(&generator), missingCharsets: texts(&generator))),
            WireSample(WorkerReport.child(process: .random(in: 0 ... .max, using: &generator))),
            WireSample(WorkerReport.forkFailed(reason: text(&generator))),
            WireSample(WorkerReport.childEnded(process: 7, status: .random(in: .min ... .max, using: &generator))),
            WireSample(WorkerReport.databaseChanged),
        ]
    }

    static func text(_ generator: inout SeededGenerator) -> String {
        let pieces = ["", "a", "réport.exe", "=?utf-8?q?", "日本", "\u{0}", " ", "😀"]
        return (0..<Int.random(in: 0..<5, using: &generator))
            .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }.joined()
    }

    static func texts(_ generator: inout SeededGenerator) -> [String] {
        (0..<Int.random(in: 0..<5, using: &generator)).map { _ in text(&generator) }
    }

    static func phrase(_ generator: inout SeededGenerator) -> String {
        String(
            (0..<Int.random(in: 0..<20, using: &generator)).map { _ in
                Character(Unicode.Scalar(UInt8.random(in: 0x20..<0x7F, using: &generator)))
            })
    }

    static func finding(_ generator: inout SeededGenerator) -> Finding<ScanResult> {
        let other = otherFinding(&generator)
        guard Int.random(in: 0..<6, using: &generator) == 0 else { return other }
        return .found(.infected([phrase(&generator), "Eicar"], besides: other))
    }

    private static func otherFinding(_ generator: inout SeededGenerator) -> Finding<ScanResult> {
        switch Int.random(in: 0..<5, using: &generator) {
        case 4: .found(.encrypted(reason: phrase(&generator)))
        case 0: .found(.clean)
        case 1: .found(.incomplete(reason: phrase(&generator)))
        case 2: .notRun
        default: .unavailable(reason: phrase(&generator))
        }
    }

    static func listing(_ generator: inout SeededGenerator) -> ArchiveListing {
        var listing = ArchiveListing()
        listing.obstacles = (0..<Int.random(in: 0..<3, using: &generator)).map { _ in phrase(&generator) }
        listing.members = (0..<Int.random(in: 0..<5, using: &generator)).map { place in
            ArchiveMember(
                attachment: Bool.random(using: &generator) ? .random(in: 0...9, using: &generator) : nil,
                parent: place > 0 && Bool.random(using: &generator) ? .random(in: 0..<place, using: &generator) : nil,
                name: text(&generator), detectedType: text(&generator),
                byteCount: .random(in: 0 ... .max, using: &generator), isEncrypted: .random(using: &generator))
        }
        return listing
    }

    static func state(_ generator: inout SeededGenerator) -> AntivirusState {
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: .disabled
        case 1: .loading
        case 2: .external
        case 3:
            .ready(
                AntivirusInfo(
                    signatureCount: .random(in: 0 ... .max, using: &generator), databaseVersion: text(&generator),
                    databaseTime: Bool.random(using: &generator) ? .random(in: .min ... .max, using: &generator) : nil,
                    engine: text(&generator)))
        default: .unavailable(reason: text(&generator))
        }
    }
}

extension Reading {
    static func random(_ generator: inout SeededGenerator) -> Reading {
        var reading = Reading()
        let keys = (0..<Int.random(in: 0..<20, using: &generator)).map { _ in
            UInt64.random(in: 1 ... .max, using: &generator)
        }
        reading.tokens = Set(keys).sorted().map { Token(key: $0) }
        if Bool.random(using: &generator) {
            reading.tokenTexts = reading.tokens.map { _ in WireSample.text(&generator) }
        }
        reading.messageID = WireSample.text(&generator)
        reading.from = WireSample.text(&generator)
        reading.subject = WireSample.text(&generator)
        reading.urls = (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
            FoundURL(
                text: WireSample.text(&generator), written: WireSample.text(&generator),
                domain: WireSample.text(&generator), unicodeHost: WireSample.text(&generator),
                claimedDomain: WireSample.text(&generator),
                traits: URLTraits(rawValue: .random(in: 0...URLTraits.all.rawValue, using: &generator)))
        }
        reading.attachments = (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
            Attachment(
                names: WireSample.texts(&generator), declaredType: WireSample.text(&generator),
                detectedType: WireSample.text(&generator), byteCount: .random(in: 0 ... .max, using: &generator),
                sha256: Bool.random(using: &generator) ? [UInt8](1...32) : [])
        }
        reading.defects = Defect.allCases.sorted().filter { _ in Bool.random(using: &generator) }
        reading.badHeaders = Set(
            (0..<Int.random(in: 0..<5, using: &generator)).map { _ in
                BadHeader(BadHeader.Rule.allCases.randomElement(using: &generator) ?? .syntax, field: "From")
            }
        ).sorted()
        reading.containsGTUBE = Bool.random(using: &generator)
        reading.parts = (0..<Int.random(in: 0..<5, using: &generator)).map { index in
            PartOutline.random(index: index, attachments: reading.attachments.count, &generator)
        }
        return reading
    }
}

extension PartOutline {
    static func random(index: Int, attachments: Int, _ generator: inout SeededGenerator) -> PartOutline {
        let encodings: [TransferEncoding] = [
            .sevenBit, .eightBit, .binary, .quotedPrintable, .base64, .uuencode, .unknown,
        ]
        var defects = DefectSet()
        for defect in Defect.allCases where Bool.random(using: &generator) { defects.insert(defect) }
        return PartOutline(
            parent: index == 0 ? nil : Int.random(in: 0..<index, using: &generator),
            mediaType: WireSample.text(&generator), charset: WireSample.text(&generator),
            encoding: encodings[Int.random(in: 0..<encodings.count, using: &generator)],
            disposition: WireSample.text(&generator), byteCount: .random(in: 0 ... .max, using: &generator),
            attachment: (0..<attachments).randomElement(using: &generator),
            defects: defects, text: WireSample.text(&generator), hiddenText: WireSample.text(&generator),
            marks: TextMarks(rawValue: .random(in: 0...TextMarks.all.rawValue, using: &generator)),
            embeddedForm: EmbeddedForm.allCases.randomElement(using: &generator))
    }
}

extension WorkerSettings {
    static func random(_ generator: inout SeededGenerator) -> WorkerSettings {
        var settings = WorkerSettings(
            antivirus: .random(&generator),
            scratch: WireSample.text(&generator))
        for field in ReadingLimits.wireFields {
            settings.limits[keyPath: field] = .random(in: 0 ... .max, using: &generator)
        }
        settings.memoryBytes = .random(in: 0 ... .max, using: &generator)
        settings.cpuSeconds = .random(in: 0 ... .max, using: &generator)
        settings.fileBytes = .random(in: 0 ... .max, using: &generator)
        settings.sandbox = Bool.random(using: &generator) ? .required : .bestEffort
        return settings
    }
}

extension AntivirusSettings {
    static func random(_ generator: inout SeededGenerator) -> AntivirusSettings {
        var settings = AntivirusSettings()
        settings.isEnabled = Bool.random(using: &generator)
        settings.database = WireSample.text(&generator)
        for field in wireFields { settings[keyPath: field] = .random(in: 0 ... .max, using: &generator) }
        settings.checksPhishingURLs = Bool.random(using: &generator)
        settings.engines = (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: .libclamav
            case 1: .clamd(.unix(path: WireSample.text(&generator)))
            default: .clamd(.tcp(host: WireSample.text(&generator), port: .random(in: 1...65_535, using: &generator)))
            }
        }
        return settings
    }
}
