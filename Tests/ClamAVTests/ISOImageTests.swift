import Testing

@testable import ClamAV

@Suite struct ISOImageTests {
    @Test("Law 7: an image is cut where it says that it is longer, and only what has a descriptor is one")
    func cut() {
        var image = [UInt8](repeating: 0, count: 40 * 2_048)
        image.replaceSubrange(0x8000..<0x8006, with: [1] + Array("CD001".utf8))
        image[0x8000 + 80] = 40
        image[0x8000 + 129] = 8
        #expect(!image.withUnsafeBufferPointer { ISOImage.isCut($0) })
        for count in [0x8000, 0x8800, 39 * 2_048, image.count - 1] {
            let isCut = image.prefix(count).withUnsafeBufferPointer { ISOImage.isCut($0) }
            #expect(isCut == (count >= 0x8800))
        }
        image[0x8001] = 0
        #expect(!image.dropLast().withUnsafeBufferPointer { ISOImage.isCut($0) })
    }
}
