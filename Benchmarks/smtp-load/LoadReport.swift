/// What a run came to.
struct LoadReport {
    /// Microseconds that each message took that was taken.
    var times: [UInt32] = []
    /// Bytes of content, as on the wire.
    var bytes = 0
    /// How often each reason for a failure came.
    var failures: [String: Int] = [:]
    var nanoseconds: UInt64 = 0

    /// Messages that were not taken.
    var failed: Int { failures.values.reduce(0, +) }

    /// The report for people.
    var text: String {
        let times = times.sorted()
        var text = """
            messages  \(times.count) taken, \(failed) failed
            time      \(decimal(seconds, places: 3)) s: \(decimal(perSecond, places: 1)) messages/s, \
            \(decimal(Double(bytes) / 1e6 / seconds, places: 1)) MB/s
            a message p50 \(milliseconds(times, 50)) ms, p99 \(milliseconds(times, 99)) ms, \
            max \(milliseconds(times, 100)) ms
            """
        for (reason, count) in commonFailures { text += "\nfailed    \(count) × \(reason)" }
        return text
    }

    /// The report for programs: one JSON object.
    var json: String {
        let times = times.sorted()
        let failures = commonFailures.map { "\"\(Self.escaped($0.key))\": \($0.value)" }.joined(separator: ", ")
        return """
            {"messages": \(times.count), "failed": \(failed), "seconds": \(decimal(seconds, places: 6)), \
            "per_second": \(decimal(perSecond, places: 1)), "bytes": \(bytes), \
            "p50_ms": \(milliseconds(times, 50)), "p99_ms": \(milliseconds(times, 99)), \
            "max_ms": \(milliseconds(times, 100)), "failures": {\(failures)}}
            """
    }

    private var seconds: Double { max(Double(nanoseconds) / 1e9, 1e-9) }
    private var perSecond: Double { Double(times.count) / seconds }
    private var commonFailures: [(key: String, value: Int)] {
        Array(failures.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10))
    }

    private func milliseconds(_ sorted: [UInt32], _ percent: Int) -> String {
        if sorted.isEmpty { return "0.000" }
        return decimal(Double(sorted[(sorted.count - 1) * percent / 100]) / 1000, places: 3)
    }

    private func decimal(_ value: Double, places: Int) -> String {
        let scale = (0..<places).reduce(1) { whole, _ in whole * 10 }
        let scaled = Int((value * Double(scale)).rounded())
        let fraction = String(scaled % scale)
        return "\(scaled / scale)." + String(repeating: "0", count: places - fraction.count) + fraction
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { out, scalar in
            switch scalar {
            case "\"", "\\": out += "\\\(scalar)"
            case _ where scalar.value < 0x20: out += " "
            default: out.unicodeScalars.append(scalar)
            }
        }
    }
}
