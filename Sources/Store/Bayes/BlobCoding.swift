import Bayes
import Evidence
import Foundation

/// Integers as little-endian bytes, which is how the log keeps tokens and effects.
enum BlobCoding {
    static func data<Integer: FixedWidthInteger>(_ integers: [Integer]) -> Data {
        let ordered = integers.map(\.littleEndian)
        return ordered.withUnsafeBytes { Data($0) }
    }

    /// The integers in `data`; bytes at the end that make no whole integer are left out.
    static func integers<Integer: FixedWidthInteger>(_ type: Integer.Type, in data: Data) -> [Integer] {
        data.withUnsafeBytes { bytes in
            (0..<bytes.count / MemoryLayout<Integer>.size).map {
                Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Integer>.size, as: type))
            }
        }
    }
}

extension TrainingEffect {
    /// All but the class and the previous times, which the log keeps in columns of their own.
    var data: Data {
        BlobCoding.data([Int64(tokenWeightStep), bias, Int64(time), Int64(previousRun)] + weights + squares)
    }

    /// Reads ``data``; nil if it was damaged.
    init?(_ data: Data, isSpam: Bool, previousTimes: [UInt32]) {
        let count = Combiner.inputCount
        let integers = BlobCoding.integers(Int64.self, in: data)
        guard integers.count == 4 + 2 * count else { return nil }
        self.init(
            isSpam: isSpam, tokenWeightStep: Int32(clamping: integers[0]), bias: integers[1],
            weights: Array(integers[4..<4 + count]), squares: Array(integers[(4 + count)...]),
            time: UInt32(clamping: integers[2]), previousRun: Int(clamping: integers[3]),
            previousTimes: previousTimes)
    }
}
