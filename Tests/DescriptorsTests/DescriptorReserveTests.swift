import Testing

@testable import Descriptors

@Suite("Descriptor reserve")
struct DescriptorReserveTests {
    private static let limit = 100_000

    @Test("A number near the limit, or none at all, says that few are left; the spare ones are let go then")
    func short() {
        for (descriptor, isTooMany) in [
            (Int32(Self.limit - DescriptorReserve.margin - 1), false),
            (Int32(Self.limit - DescriptorReserve.margin), true), (-1, true), (3, false),
        ] {
            let reserve = DescriptorReserve(limit: { Self.limit })
            reserve.fill()
            #expect(reserve.spareCount == DescriptorReserve.spareCount)
            #expect(reserve.isTooMany(descriptor) == isTooMany, "\(descriptor)")
            #expect(reserve.spareCount == (isTooMany ? 0 : DescriptorReserve.spareCount))
        }
    }

    @Test("Where the limit is near, spare ones are not taken: they would be what few are left for")
    func tight() {
        let reserve = DescriptorReserve(limit: { DescriptorReserve.margin + 2 * DescriptorReserve.spareCount })
        reserve.fill()
        #expect(reserve.spareCount == 0)
    }

    @Test("For a moment nothing more is made; then it goes on, with spare ones again")
    func recovery() async throws {
        let reserve = DescriptorReserve(limit: { Self.limit })
        reserve.fill()
        #expect(!reserve.isShort())
        #expect(reserve.isTooMany(-1))
        #expect(reserve.isShort())
        #expect(reserve.isTooMany(3))
        try await Task.sleep(for: DescriptorReserve.pause + .milliseconds(50))
        #expect(!reserve.isShort())
        #expect(reserve.spareCount == DescriptorReserve.spareCount)
    }
}
