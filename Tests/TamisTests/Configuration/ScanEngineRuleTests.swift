import Evidence
import Testing

@testable import tamis

@Suite("antivirus.engine names who scans, in order")
struct ScanEngineRuleTests {
    private static let machine = Machine(hostname: "host", cores: 2, memory: 8 << 30)

    private static func load(_ value: String) -> Result<[ScanEngine], ConfigurationErrors> {
        let text = Array("[antivirus]\nengine = \(value)\n".utf8)
        do {
            let loaded = try ConfigurationLoader.load(text: text, name: "t.toml", sets: [], machine: machine)
            return .success(loaded.configuration.antivirus.engine)
        } catch {
            return .failure(error)
        }
    }

    @Test(
        "What is allowed",
        arguments: [
            (#""libclamav""#, [.libclamav]), (#"["libclamav"]"#, [.libclamav]),
            (#""clamd:/run/clamav/clamd.ctl""#, [.clamd(.unix(path: "/run/clamav/clamd.ctl"))]),
            (#""clamd:192.0.2.7:3310""#, [.clamd(.tcp(host: "192.0.2.7", port: 3_310))]),
            (#""clamd:scan.example.org:3310""#, [.clamd(.tcp(host: "scan.example.org", port: 3_310))]),
            (
                #"["clamd:[::1]:3310", "clamd:/a b", "libclamav"]"#,
                [.clamd(.tcp(host: "::1", port: 3_310)), .clamd(.unix(path: "/a b")), .libclamav]
            ),
        ] as [(String, [ScanEngine])])
    func allowed(_ text: String, _ engines: [ScanEngine]) throws {
        #expect(try Self.load(text).get() == engines)
    }

    @Test(
        "What is not is told with its place and with what is allowed",
        arguments: [
            (#""clamav""#, #""clamav""#), (#""clamd""#, #""clamd""#), (#""clamd:""#, #""clamd:""#),
            (#""clamd:run/x""#, #""clamd:run/x""#), (#""clamd:unix:/x""#, #""clamd:unix:/x""#),
            (#""clamd:host:0""#, #""clamd:host:0""#), (#""clamd:host""#, #""clamd:host""#),
            (#""clamd:::1:3310""#, #""clamd:::1:3310""#), ("[]", "an empty list"), ("5", "5"),
            (#"["libclamav", "clamd:/x", "libclamav"]"#, #""libclamav" twice"#),
        ])
    func refused(_ text: String, _ found: String) {
        let expected =
            "t.toml:2: antivirus.engine: found \(found); allowed: a list of 1 to 8, or one alone, of: \"libclamav\", "
            + #""clamd:/absolute/path", "clamd:127.0.0.1:3310", "clamd:[::1]:3310", "clamd:host:3310""#
        switch Self.load(text) {
        case .success(let engines): Issue.record("\(engines)")
        case .failure(let error): #expect(error.items.map(\.description) == [expected])
        }
    }
}
