import Testing
import Transport

@Suite("Endpoints are read and written in one form")
struct EndpointTests {
    @Test(
        "What is read is written back",
        arguments: [
            ("127.0.0.1:10024", .tcp(host: "127.0.0.1", port: 10024)), ("[::1]:25", .tcp(host: "::1", port: 25)),
            ("[2001:db8::1]:65535", .tcp(host: "2001:db8::1", port: 65_535)),
            ("localhost:1", .tcp(host: "localhost", port: 1)),
            ("mx_1.example.org:25", .tcp(host: "mx_1.example.org", port: 25)),
            ("0.0.0.0:0", .tcp(host: "0.0.0.0", port: 0)),
            ("unix:/run/tamis/in.sock", .unix(path: "/run/tamis/in.sock")),
        ] as [(String, Endpoint)])
    func reads(_ text: String, _ endpoint: Endpoint) {
        #expect(Endpoint(text) == endpoint)
        #expect(endpoint.description == text)
    }

    @Test("Logs and replies show it as Postfix does, in brackets")
    func bracketed() {
        #expect(Endpoint("127.0.0.1:10025")?.bracketed == "[127.0.0.1]:10025")
        #expect(Endpoint("[::1]:25")?.bracketed == "[::1]:25")
        #expect(Endpoint("unix:/run/tamis/lmtp.sock")?.bracketed == "unix:/run/tamis/lmtp.sock")
    }

    @Test(
        "What is none is refused",
        arguments: [
            "", ":", ":25", "25", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:-1",
            "127.0.0.1:+25", "127.0.0.1:000025", "127.0.0:25", "127.0.0.256:25", "1.2.3.4.5:25", "::1:25", "[::1]",
            "[::1:25",
            "[]:25", "[::g]:25", "[127.0.0.1]:25", "a..b:25", "-a:25", "a b:25", "é:25", "*:25", "unix:", "unix:run/x",
            "unix:/" + String(repeating: "x", count: 107), "unix:/a\0b", "inet:127.0.0.1:25", "[::1\0]:25", "٣:25",
            "a:٣",
        ])
    func refuses(_ text: String) {
        #expect(Endpoint(text) == nil)
    }

    @Test("A UNIX path may fill sun_path but for its NUL")
    func longestPath() {
        let path = "/" + String(repeating: "x", count: 106)
        #expect(Endpoint("unix:" + path) == .unix(path: path))
    }
}
