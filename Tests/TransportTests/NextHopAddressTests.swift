import MailObject
import Testing
import Transport

@Suite("Next hops are read and written in one form")
struct NextHopAddressTests {
    @Test(
        "What is read is written back",
        arguments: [
            "127.0.0.1:10025", "[::1]:10025", "mx.example.org:25", "unix:/run/lmtp.sock", "*:10025", "*:*",
            "127.0.0.1:*", "[2001:db8::1]:*", "mx.example.org:*",
        ])
    func reads(_ text: String) {
        #expect(NextHopAddress(text)?.description == text)
    }

    @Test(
        "What is none is refused",
        arguments: [
            "", "*", "*:", ":*", "*:0", "*:65536", "*:x", "**:25", "*.example.org:25", "[*]:25", "[::g]:*", "-a:*",
            "unix:*", "*:*:*", "a b:*",
        ])
    func refuses(_ text: String) {
        #expect(NextHopAddress(text) == nil)
    }

    @Test("A star is the host that connected, or the port it connected to plus one")
    func ofClient() throws {
        let client = ClientInfo(address: "192.0.2.7", port: 4711, localAddress: "192.0.2.1", localPort: 10024)
        let endpoint = { (text: String, client: ClientInfo) in NextHopAddress(text)?.endpoint(for: client)?.description
        }
        #expect(endpoint("*:10025", client) == "192.0.2.7:10025")
        #expect(endpoint("*:*", client) == "192.0.2.7:10025")
        #expect(endpoint("127.0.0.1:*", client) == "127.0.0.1:10025")
        #expect(endpoint("127.0.0.1:26", client) == "127.0.0.1:26")
        let six = ClientInfo(address: "2001:db8::7", localPort: 65_535)
        #expect(endpoint("*:25", six) == "[2001:db8::7]:25")
        #expect(endpoint("*:*", six) == nil)
        // On a UNIX socket there is neither.
        let local = ClientInfo(address: "")
        #expect(endpoint("*:25", local) == nil)
        #expect(endpoint("127.0.0.1:*", local) == nil)
        #expect(endpoint("unix:/run/lmtp.sock", local) == "unix:/run/lmtp.sock")
    }
}
