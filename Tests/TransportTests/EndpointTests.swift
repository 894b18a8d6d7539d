import Testing
import Transport

@Suite("Endpoint")
struct EndpointTests {
    @Test(
        "Endpoints are read, and written as Postfix writes them",
        arguments: [
            ("127.0.0.1:10024", "[127.0.0.1]:10024"), ("[127.0.0.1]:10024", "[127.0.0.1]:10024"),
            ("[::1]:25", "[::1]:25"), ("[IPv6:::1]:25", "[::1]:25"), ("localhost:0", "[localhost]:0"),
            ("unix:/run/tamis/lmtp.sock", "unix:/run/tamis/lmtp.sock"),
        ])
    func reads(text: String, description: String) throws {
        #expect(try Endpoint(text).description == description)
    }

    @Test(
        "What is none is an error",
        arguments: ["", "10024", ":10024", "127.0.0.1", "127.0.0.1:65536", "::1:25", "[]:25", "unix:relative", "a b:1"])
    func refuses(text: String) {
        #expect(throws: Endpoint.Malformed.self) { try Endpoint(text) }
    }
}
