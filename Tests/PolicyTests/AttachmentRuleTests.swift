import Evidence
import Testing

@testable import Policy

struct AttachmentRuleTests {
    private func banned(_ rules: [String], allow: [String] = [], _ name: String, type: String = "") -> [String] {
        var reading = Reading()
        reading.attachments = [
            Attachment(
                names: [name], declaredType: "application/octet-stream", detectedType: type, byteCount: 1)
        ]
        let policy = AttachmentPolicy(
            allow: allow.compactMap(AttachmentRule.init), block: rules.compactMap(AttachmentRule.init))
        return policy.banned(in: reading, archives: ArchiveListing()).map(\.path)
    }

    @Test(
        "The default rules forbid",
        arguments: [
            "a.exe", "A.EXE", "invoice.pdf.exe", "photo.jpg      .scr", "a.exe.", "a.exe. . ", "a.com", "b.js",
            "run.vbs", "x.lnk", "disk.iso", "disk.img", "letter.{00020C01-0000-0000-C000-000000000046}",
            "folder/setup.msi", "c:\\users\\a.bat", "a.exe::$DATA", "a.exe:hidden", "a.ps1", "a.hta",
            "invoice\u{202E}fdp.txt", "a.e\u{200B}xe", "a.exe\u{A0}", "a.url", "doc.pdf.lnk", "a.JSE", "é.scr",
        ])
    func forbidden(_ name: String) {
        #expect(
            banned(
                ["@executables", "@scripts", "@double-extensions", "@clsids", "@shortcuts", "@disk-images"], name)
                == [name])
    }

    @Test(
        "The default rules allow",
        arguments: [
            "a.pdf", "report.docx", "letter.doc", "exe", "a.exe.pdf", "a.zip", "archive.tar.gz", "x.docm",
            "{not-an-id}.txt", "v1.2.pdf", "", "....", "a.txt:", "日本.pdf", "notes.com.pdf",
        ])
    func allowed(_ name: String) {
        #expect(banned(AttachmentPolicy.defaultBlock.map(\.description), name) == [])
    }

    @Test("Content counts, whatever the name")
    func content() {
        let rules = AttachmentPolicy.defaultBlock.map(\.description)
        #expect(banned(rules, "a.pdf", type: "application/x-dosexec") == ["a.pdf"])
        #expect(banned(rules, "a.pdf", type: "application/x-iso9660-image") == ["a.pdf"])
        #expect(banned(["content:image/*"], "a.pdf", type: "image/png") == ["a.pdf"])
        #expect(banned(["declared:image/*"], "a.pdf", type: "image/png") == [])
        #expect(banned(["type:application/octet-stream"], "a.pdf") == ["a.pdf"])
        #expect(banned(["*.pdf content:image/*"], "a.doc", type: "image/png") == [])
    }

    @Test("Rules that allow are asked first")
    func allow() {
        #expect(banned(["@executables"], allow: ["putty.exe"], "putty.exe") == [])
        #expect(banned(["@executables"], allow: ["putty.exe"], "other.exe") == ["other.exe"])
    }

    @Test(
        "A name is taken as each who opens the file may take it",
        arguments: [
            "Re: invoice.js", "doc:invoice.js", "a.txt:b.js", "invoice.js:a.txt", "invoice.js\0.txt", "invoice.j\ts",
            "invoice.js\r", "invoice.\u{200B}js",
        ])
    func forms(name: String) {
        #expect(banned(["@scripts"], name).count == 1)
    }

    @Test("To allow a name does not allow the other that the file has")
    func allowedNames() throws {
        var reading = Reading()
        reading.attachments = [
            Attachment(
                names: ["setup.exe", "invoice.pdf.exe"], declaredType: "", detectedType: "", byteCount: 9)
        ]
        for (allow, count) in [(["setup.exe"], 1), (["invoice.pdf.exe"], 1), (["*.exe"], 0)] {
            let policy = AttachmentPolicy(allow: allow.compactMap { AttachmentRule($0) })
            #expect(policy.banned(in: reading, archives: ArchiveListing()).count == count, "\(allow)")
        }
    }

    @Test("Files in archives: the path, and rules that ask for an archive around")
    func archives() throws {
        var reading = Reading()
        reading.attachments = [
            Attachment(
                names: ["report.zip"], declaredType: "application/zip", detectedType: "application/zip", byteCount: 9),
            Attachment(names: [], declaredType: "application/pdf", detectedType: "", byteCount: 9),
        ]
        var archives = ArchiveListing()
        archives.members = [
            ArchiveMember(attachment: 0, name: "docs/inner.iso", detectedType: "application/x-iso9660-image"),
            ArchiveMember(attachment: 0, parent: 0, name: "INVOICE.PDF.EXE"),
            ArchiveMember(attachment: 0, name: "word/vbaProject.bin"),
            ArchiveMember(attachment: 0, name: "", isEncrypted: true),
            ArchiveMember(attachment: 7, name: "stray.exe"),
        ]
        func banned(_ rule: String) throws -> [String] {
            AttachmentPolicy(block: [try #require(AttachmentRule(rule))]).banned(in: reading, archives: archives).map(
                \.path)
        }
        #expect(try banned("@double-extensions") == ["report.zip/docs/inner.iso/INVOICE.PDF.EXE"])
        #expect(try banned("*.exe in *.iso") == ["report.zip/docs/inner.iso/INVOICE.PDF.EXE"])
        #expect(try banned("*.exe in *.zip") == ["report.zip/docs/inner.iso/INVOICE.PDF.EXE"])
        #expect(try banned("*.exe in *.iso in report.*") == ["report.zip/docs/inner.iso/INVOICE.PDF.EXE"])
        #expect(try banned("*.exe in *.zip in *.iso") == [])
        #expect(try banned("*.exe").count == 2)
        #expect(try banned("@macros") == ["report.zip/word/vbaProject.bin"])
        #expect(try banned("encrypted") == ["report.zip/(no name)"])
        #expect(try banned("type:application/pdf") == ["(application/pdf)"])
    }

    @Test(
        "What is no rule",
        arguments: ["", " ", "in", "*.exe in", "in *.zip", "@nothing", "type:zip", "a/b.exe", "*.exe in in *.zip"])
    func invalid(_ text: String) {
        #expect(AttachmentRule(text) == nil)
    }

    @Test("Patterns")
    func globs() {
        func fits(_ pattern: String, _ name: String) -> Bool { Glob(pattern).matches(Array(name.unicodeScalars)) }
        #expect(fits("*", ""))
        #expect(fits("a*b*c", "aXXbYYc"))
        #expect(!fits("a*b*c", "aXXbYY"))
        #expect(fits("?.exe", "é.exe"))
        #expect(!fits("?.exe", ".exe"))
        #expect(fits("*.EXE", "a.exe"))
        #expect(fits("a**b", "ab"))
        #expect(!fits("", "a"))
    }

    @Test("Points for the names of signatures: the first rule that fits counts")
    func virusPoints() throws {
        let rules = try ["Sanesecurity.Malware.*=virus", "Sanesecurity.*=4.5", "*.Phish? = 2"].map {
            try #require(VirusPoints($0))
        }
        #expect(VirusPoints.points(for: "Sanesecurity.Malware.1", rules) == nil)
        #expect(VirusPoints.points(for: "sanesecurity.spam.1.UNOFFICIAL", rules) == 4.5)
        #expect(VirusPoints.points(for: "My.Phish1", rules) == 2)
        #expect(VirusPoints.points(for: "Win.Test", rules) == nil)
        for text in ["", "=5", "a", "a=", "a=x", "a=nan", "a=1e9"] { #expect(VirusPoints(text) == nil) }
    }
}
