import NIOCore
import SMTP
import Testing

@testable import Transport

@Suite("RequestDeadline")
struct RequestDeadlineTests {
    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
    private static func at(_ seconds: Int64) -> NIODeadline { start + .seconds(seconds) }
    private static func deadline() -> RequestDeadline {
        RequestDeadline(idleTimeout: .seconds(100), dataTimeout: .seconds(60))
    }

    @Test("A command line has its time from the last reply on, whatever trickles in")
    func command() {
        var deadline = Self.deadline()
        deadline.note(.command, replied: true, octetCount: 0, at: Self.at(0))
        #expect(deadline.expiry == Self.at(100))
        for second in 1..<100 {
            deadline.note(.command, replied: false, octetCount: 1, at: Self.at(Int64(second)))
            #expect(deadline.expiry == Self.at(100))
        }
        deadline.note(.command, replied: true, octetCount: 2, at: Self.at(99))
        #expect(deadline.expiry == Self.at(199))
    }

    @Test("A content earns a second for 500 octets, and never has more than the whole time left")
    func content() {
        var deadline = Self.deadline()
        deadline.note(.command, replied: true, octetCount: 0, at: Self.at(0))
        deadline.note(.content, replied: true, octetCount: 4_000, at: Self.at(10))
        #expect(deadline.expiry == Self.at(70), "what came with DATA buys nothing")
        deadline.note(.content, replied: false, octetCount: 500, at: Self.at(20))
        #expect(deadline.expiry == Self.at(71))
        deadline.note(.content, replied: false, octetCount: 250, at: Self.at(30))
        #expect(deadline.expiry == Self.at(71) + .milliseconds(500))
        deadline.note(.content, replied: false, octetCount: 10_000_000, at: Self.at(40))
        #expect(deadline.expiry == Self.at(100), "a quick start buys no long silence")
    }

    @Test("At one octet a second a content is cut soon after its time; at 500 it never is")
    func rates() {
        for (rate, survives) in [(1, false), (499, false), (500, true), (5_000, true)] {
            var deadline = Self.deadline()
            deadline.note(.content, replied: true, octetCount: 0, at: Self.at(0))
            var cut: Int64?
            for second in 1...100_000 as ClosedRange<Int64> where cut == nil {
                if let expiry = deadline.expiry, expiry <= Self.at(second) { cut = second }
                deadline.note(.content, replied: false, octetCount: rate, at: Self.at(second))
            }
            #expect((cut == nil) == survives, "\(rate): \(String(describing: cut))")
            if rate == 1 { #expect(cut == 61) }
        }
    }

    @Test("While we are awaited there is none, and what follows has its whole time")
    func awaited() {
        var deadline = Self.deadline()
        for phase in [.admission, .judgement, .closed] as [ServerSession.Phase] {
            deadline.note(.content, replied: true, octetCount: 0, at: Self.at(0))
            deadline.note(phase, replied: false, octetCount: 100, at: Self.at(1))
            #expect(deadline.expiry == nil)
            deadline.note(.command, replied: false, octetCount: 0, at: Self.at(1_000))
            #expect(deadline.expiry == Self.at(1_100))
        }
    }
}
