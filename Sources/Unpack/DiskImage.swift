/// What stands in the first sectors of the image of a disk.
enum DiskImage {
    private static let sectorBytes = 2_048
    private static let firstDescriptor = 16
    private static let descriptors = 32

    /// Whether there is the file system of DVDs, besides that of CDs or alone.
    ///
    /// Source: ECMA-167 3/9.1.
    static func hasUDF(_ image: Span<UInt8>) -> Bool {
        (firstDescriptor..<firstDescriptor + descriptors).contains { sector in
            let start = sector * sectorBytes + 1
            return start + mark.count <= image.count && mark.indices.allSatisfy { image[start + $0] == mark[$0] }
        }
    }

    private static let mark = Array("NSR0".utf8)
}
