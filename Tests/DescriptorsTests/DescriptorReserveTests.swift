import Glibc
import Testing

@testable import Descriptors

@Suite("Descriptor reserve")
struct DescriptorReserveTests {
    private static var limit: Int {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(clamping: limit.rlim_cur)
    }

    @Test("A number near the limit, or none at all, says that few are left; the spare ones are let go then")
    func short() {
        for (descriptor, isTooMany) in [
            (Int32(Self.limit - DescriptorReserve.margin - 1), false),
            (Int32(Self.limit - DescriptorReserve.margin), true), (-1, true), (3, false),
        ] {
            let reserve = DescriptorReserve()
            reserve.fill()
            #expect(reserve.spareCount == DescriptorReserve.spareCount)
            #expect(reserve.isTooMany(descriptor) == isTooMany, "\(descriptor)")
            #expect(reserve.spareCount == (isTooMany ? 0 : DescriptorReserve.spareCount))
        }
    }

    @Test("For a moment nothing more is made; then it goes on, with spare ones again")
    func recovery() async throws {
        let reserve = DescriptorReserve()
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
