import Testing

@testable import ClamAV

@Suite struct MemberWatchTests {
    /// What libclamav calls back with.
    private enum Call {
        case enters(String, Int)
        case announces(String, bytes: UInt = 100, encrypted: Bool = false)
        case reportsEncryption
    }

    /// What was missed, in order.
    private static func missed(_ calls: [Call]) -> [String] {
        var watch = MemberWatch()
        var missed: [String?] = []
        for call in calls {
            switch call {
            case .enters(let type, let level): missed.append(watch.entered("CL_TYPE_" + type, level: level))
            case .announces(let type, let bytes, let encrypted):
                missed.append(watch.announced("CL_TYPE_" + type, byteCount: bytes, isEncrypted: encrypted))
            case .reportsEncryption: watch.expectNothing()
            }
        }
        return (missed + [watch.missed]).compactMap(\.self)
    }

    @Test("Files that are announced and looked into are none that were missed, in archives in archives too")
    func complete() {
        #expect(
            Self.missed([
                .enters("MAIL", 0), .enters("7Z", 1), .announces("7Z"), .enters("7Z", 2), .announces("7Z"),
                .enters("TEXT_ASCII", 3), .announces("7Z"), .enters("MSCAB", 2), .announces("MSCAB"), .enters("ZIP", 3),
                .announces("ZIP"), .announces("ZIP"), .enters("BINARY_DATA", 4), .enters("TEXT_ASCII", 1),
            ]) == [])
        #expect(Self.missed([.enters("BINARY_DATA", 0), .announces("ISO9660"), .enters("TEXT_ASCII", 1)]) == [])
    }

    @Test("One that is announced and not looked into was missed, whatever comes next")
    func skipped() {
        let start = [Call.enters("ZIP", 0), .enters("7Z", 1), .announces("7Z")]
        #expect(Self.missed(start) == ["7-Zip"])
        #expect(Self.missed(start + [.announces("7Z"), .enters("TEXT_ASCII", 2)]) == ["7-Zip"])
        #expect(Self.missed(start + [.enters("TEXT_ASCII", 1)]) == ["7-Zip"])
        #expect(Self.missed(start + [.enters("7Z", 1), .announces("7Z"), .enters("TEXT_ASCII", 2)]) == ["7-Zip"])
    }

    @Test("An archive of which nothing is announced was not opened")
    func silent() {
        #expect(Self.missed([.enters("7Z", 0)]) == ["7-Zip"])
        #expect(Self.missed([.enters("ZIP", 0), .enters("LHA_LZH", 1), .enters("TEXT_ASCII", 1)]) == ["LHA"])
        #expect(Self.missed([.enters("ARJ", 0)]) == [])
    }

    @Test("What is empty, small or encrypted is not expected to be looked into")
    func unexpected() {
        #expect(Self.missed([.enters("7Z", 0), .announces("7Z", bytes: 5)]) == [])
        #expect(Self.missed([.enters("7Z", 0), .announces("7Z", encrypted: true)]) == [])
        #expect(Self.missed([.enters("7Z", 0), .reportsEncryption]) == [])
    }
}
