import Evidence
import Foundation
import MIME
import TestSupport
import Testing

@testable import Content

@Suite("Pages in data: URIs")
struct DataURITests {
    private func read(
        _ html: String, _ limits: ReadingLimits = ReadingLimits()
    ) -> (reading: Reading, leaves: [String]) {
        var reader = ContentReader(limits: limits, charsets: Charsets())
        let bytes = Array("Content-Type: text/html; charset=utf-8\n\n\(html)".utf8)
        let reading = reader.read(bytes.span, details: true)
        var leaves: [String] = []
        reader.forEachLeaf(of: bytes.span) { leaf in
            leaves.append(String(decoding: Array(copying: leaf), as: UTF8.self))
            return true
        }
        return (reading, Array(leaves.dropFirst()))
    }

    private func encoded(_ page: String) -> String {
        "data:text/html;base64," + Data(page.utf8).base64EncodedString()
    }

    @Test("A URI is its type and its content")
    func parts() throws {
        func content(_ uri: String, limit: Int = 9) -> (String, Bool)? {
            let bytes = Array(uri.utf8)
            guard let data = DataURI(bytes.span) else { return nil }
            let (content, isWhole) = data.content(of: bytes.span, limit: limit)
            return (String(decoding: content, as: UTF8.self), isWhole)
        }
        #expect(DataURI(Array("data:,x".utf8).span)?.isHTML == false)
        #expect(DataURI(Array("data:text/html,".utf8).span)?.isHTML == true)
        #expect(DataURI(Array("DATA:Application/XHTML+xml;a=b;base64,eHl6".utf8).span)?.isHTML == true)
        #expect(content("data:text/html") == nil && content("http://a,b") == nil)
        #expect(try #require(content("data:,a%20b")) == ("a b", true))
        #expect(try #require(content("data:,abc", limit: 2)) == ("ab", false))
        #expect(try #require(content("data:text/html;base64,eHl6")) == ("xyz", true))
        #expect(try #require(content("data:text/html;base64,eHl6", limit: 2)) == ("xy", false))
        #expect(try #require(content("data:;base64,eHl%36")) == ("xyz", true))
    }

    @Test("Each page is a leaf, and those in it; pictures are none")
    func leaves() {
        let inner = "<p>inner words</p>"
        let page = "<p>outer</p><iframe src='\(encoded(inner))'></iframe>"
        let (reading, leaves) = read(
            "<img src='data:image/png;base64,AAAA'><iframe src='\(encoded(page))'></iframe>"
                + "<a href='data:text/html,%3Cb%3Elast%3C/b%3E'>x</a>")
        #expect(leaves == [page, "<b>last</b>", inner])
        #expect(reading.defects == [])
        for word in ["text:outer", "text:inner", "text:last"] { #expect(reading.tokenTexts.contains(word)) }
        #expect(read("<img src='data:image/png;base64,AAAA'>").leaves == [])
    }

    @Test("They are gone with the message")
    func forgotten() {
        var reader = ContentReader(charsets: Charsets())
        let bytes = Array("Content-Type: text/html\n\n<a href='data:text/html,x'>y</a>".utf8)
        let plain = Array("Content-Type: text/html\n\n<p>x".utf8)
        func leaves(_ bytes: [UInt8]) -> Int {
            var count = 0
            reader.forEachLeaf(of: bytes.span) { _ in
                count += 1
                return true
            }
            return count
        }
        _ = reader.read(bytes.span)
        #expect(leaves(bytes) == 2)
        _ = reader.read(plain.span)
        #expect(leaves(plain) == 1)
        _ = reader.read(bytes.span)
        reader.forgetLeaves()
        #expect(leaves(bytes) == 0)
    }

    @Test("Law 7: as many and as large as encoded files may be; each breach is said")
    func limits() {
        let pages = (0..<9).map { "<a href='\(encoded("<p>number\($0)"))'>x</a>" }
        let most = read(pages.prefix(8).joined())
        #expect(most.reading.defects == [] && most.leaves.count == 8)
        // All are scanned, and not all are read.
        let more = read(pages.joined())
        #expect(more.reading.defects == [.tooMuchText] && more.leaves.count == 9)
        #expect(!more.reading.tokenTexts.contains("text:number8"))

        var limits = ReadingLimits()
        limits.embeddedFiles = 2
        #expect(read(pages.joined(), limits).reading.defects == [.tooManyParts])
        #expect(read(pages.joined(), limits).leaves.count == 2)
        limits = ReadingLimits()
        limits.decodedPartBytes = 10
        #expect(read(pages[0], limits).reading.defects == [])
        #expect(read(pages[0], limits).leaves == ["<p>number0"])
        limits.decodedPartBytes = 9
        #expect(read(pages[0], limits).reading.defects == [.decodedTooLarge])
        #expect(read(pages[0], limits).leaves == ["<p>number"])
        limits = ReadingLimits()
        limits.decodedBytes = 9
        #expect(read(pages[0], limits).reading.defects == [.expandedTooFar])
        limits = ReadingLimits()
        limits.htmlBytes = 1_000
        let long = "<a href='\(encoded("<p>" + String(repeating: "word ", count: 500)))'>x</a>"
        #expect(read(long, limits).reading.defects.contains(.oversizedHTML))
    }

    @Test("Law 7: pages within pages, and many of them, are read in linear time")
    func time() {
        let nested = (0..<7).reduce("<p>x") { html, _ in "<a href='\(encoded(html))'>y" }
        let many = String(repeating: "<a href='data:text/html,<p>x'>", count: 15_000)
        let large = "<a href='\(encoded(String(repeating: many.replacing("'", with: "\""), count: 1)))'>"
        let elapsed = ContinuousClock().measure {
            for html in [nested, many, large] { #expect(read(html).leaves.count <= ReadingLimits().embeddedFiles) }
        }
        #expect(elapsed < .seconds(60))
        #expect(read(nested).leaves.count == 7 && read(nested).reading.defects == [])
        #expect(read(many).reading.defects.contains(.tooManyParts))
    }
}
