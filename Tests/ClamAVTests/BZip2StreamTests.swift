import Testing

@testable import ClamAV

@Suite struct BZip2StreamTests {
    /// Nothing, compressed; with bits before it, the mark stands anywhere.
    @Test("The end is found at every bit, and not where any of it is missing")
    func everyBit() {
        let mark: [UInt8] = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]
        for shift in 0..<8 {
            var bytes = [UInt8](repeating: 0, count: 9)
            for (index, byte) in mark.enumerated() {
                let moved = UInt16(byte) << UInt16(8 - shift)
                bytes[index + 1] |= UInt8(moved >> 8)
                bytes[index + 2] |= UInt8(moved & 0xFF)
            }
            #expect(bytes.withUnsafeBufferPointer { BZip2Stream.isWhole($0) }, "\(shift)")
            #expect(!bytes.prefix(6).withUnsafeBufferPointer { BZip2Stream.isWhole($0) }, "\(shift)")
        }
        #expect(![].withUnsafeBufferPointer { BZip2Stream.isWhole($0) })
    }

    @Test("A second stream is seen, wherever it begins")
    func second() {
        let end: [UInt8] = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]
        let stream = Array("BZh91AY&SY".utf8) + [1, 2, 3] + end
        #expect(stream.withUnsafeBufferPointer { BZip2Stream.isWhole($0) })
        #expect(!(stream + stream).withUnsafeBufferPointer { BZip2Stream.isWhole($0) })
        #expect((stream + Array("BZh9".utf8)).withUnsafeBufferPointer { BZip2Stream.isWhole($0) })
    }
}
