import Testing
import Transport

@Suite("LogThrottle")
struct LogThrottleTests {
    @Test("Within a window no more lines come than are allowed; the next window tells how many were left out")
    func windows() {
        let throttle = LogThrottle(lines: 3, window: .seconds(60))
        let start = ContinuousClock.now
        let first = (0..<1_000).map { throttle.admit(now: start + .milliseconds($0)) }
        #expect(first.prefix(3).allSatisfy { $0 == "" })
        #expect(first.dropFirst(3).allSatisfy { $0 == nil })
        #expect(throttle.admit(now: start + .seconds(59)) == nil)
        #expect(throttle.admit(now: start + .seconds(60)) == " (998 more such lines were left out)")
        #expect(throttle.admit(now: start + .seconds(61)) == "")
    }
}
