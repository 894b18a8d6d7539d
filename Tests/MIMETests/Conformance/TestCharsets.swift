import Foundation
import MIME

/// The charsets of `mime/`: the native ones and UTF-7, for the module that knows all of them stands above `MIME`.
struct TestCharsets: CharsetDecoder {
    func utf8(_ bytes: [UInt8], charset: String) -> [UInt8]? {
        guard charset == "utf-7" else { return NativeCharsets().utf8(bytes, charset: charset) }
        guard let converter = iconv_open("UTF-8", "UTF-7"), Int(bitPattern: converter) != -1 else { return nil }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        // A letter of UTF-7 takes three bytes of UTF-8 at most.
        var output = [CChar](repeating: 0, count: bytes.count * 3 + 1)
        var outputLeft = output.count
        let isConverted = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                var (from, to) = (source.baseAddress, target.baseAddress)
                var inputLeft = source.count
                return iconv(converter, &from, &inputLeft, &to, &outputLeft) != -1
            }
        }
        return isConverted ? output.dropLast(outputLeft).map { UInt8(bitPattern: $0) } : nil
    }
}
