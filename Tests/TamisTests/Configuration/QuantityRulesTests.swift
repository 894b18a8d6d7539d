import Testing

@testable import tamis

@Suite("Sizes and durations have units")
struct QuantityRulesTests {
    @Test(
        "Sizes are bytes, or a string with a decimal or binary unit",
        arguments: [
            (.integer(7), 7), (.string("7B"), 7), (.string("50MB"), 50_000_000), (.string("50 mb"), 50_000_000),
            (.string("1GiB"), 1 << 30), (.string("3KiB"), 3_072), (.string("3kB"), 3_000),
            (.string("2GB"), 2_000_000_000),
            (.string("50"), nil), (.string("50M"), nil), (.string("MB"), nil), (.string(""), nil),
            (.string("-1MB"), nil),
            (.string("1.5MB"), nil), (.string("٣MB"), nil), (.string("9223372036854775807GiB"), nil),
            (.string("99999999999999999999B"), nil), (.integer(-1), nil), (.float(5), nil), (.boolean(true), nil),
            (.integer(0), 0), (.integer(1), nil), (.integer(1 << 40), 1 << 40), (.integer(1 << 40 + 1), nil),
        ] as [(TOMLValue, Int?)])
    func sizes(_ value: TOMLValue, _ size: Int?) {
        #expect(SizeRule(range: 2...1 << 40, orZero: true).decode(value) == size)
    }

    @Test(
        "Durations are seconds, or a string with a unit",
        arguments: [
            (.integer(7), .seconds(7)), (.string("7s"), .seconds(7)), (.string("500ms"), .milliseconds(500)),
            (.string("5min"), .seconds(300)), (.string("2 h"), .seconds(7_200)), (.string("1d"), .seconds(86_400)),
            (.string("5"), nil), (.string("5m"), nil), (.string("S"), nil), (.string("-5s"), nil), (.float(1.5), nil),
            (.integer(.max), nil), (.integer(.min), nil), (.string("9223372036854775807d"), nil), (.integer(0), nil),
        ] as [(TOMLValue, Duration?)])
    func durations(_ value: TOMLValue, _ duration: Duration?) {
        #expect(DurationRule(range: .milliseconds(1) ... .seconds(86_400)).decode(value) == duration)
    }

    @Test("What is written is read back", arguments: [0, 1, 1_023, 1_024, 50_000_000, 1 << 20, 3 << 30, (1 << 30) + 1])
    func sizesRoundTrip(_ size: Int) throws {
        let rule = SizeRule(range: 0...1 << 40)
        #expect(rule.decode(try #require(TOMLReader.readValue(rule.encode(size).description))) == size)
    }

    @Test("What is written is read back", arguments: [0, 1, 999, 1_000, 1_500, 60_000, 3_600_000, 86_400_000])
    func durationsRoundTrip(_ milliseconds: Int) throws {
        let rule = DurationRule(range: .zero ... .seconds(86_400))
        let duration = Duration.milliseconds(milliseconds)
        #expect(rule.decode(try #require(TOMLReader.readValue(rule.encode(duration).description))) == duration)
    }
}
