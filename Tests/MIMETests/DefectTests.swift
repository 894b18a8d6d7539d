import MIME
import Testing

@Suite struct DefectTests {
    @Test("Raw values fit the set and the wire, and those once given stay")
    func rawValues() {
        #expect(Defect.allCases.allSatisfy { (1..<128).contains($0.rawValue) })
        #expect(Defect.malformedHeaderLine.rawValue == 1)
        #expect(Defect.tooDeep.rawValue == 2)
        #expect(Defect.tooManyParts.rawValue == 3)
    }

    @Test("A set gives its defects once and ascending")
    func set() {
        var set: DefectSet = [.externalBody, .tooDeep, .tooDeep]
        set.insert(.base64Junk)
        #expect(set.sorted == [.tooDeep, .base64Junk, .externalBody])
        #expect(set.contains(.base64Junk) && !set.contains(.tooManyParts))
        #expect(set.hidesContent)
        #expect(!([.base64Junk, .overlongLine] as DefectSet).hidesContent)
        var all = DefectSet()
        for defect in Defect.allCases { all.insert(defect) }
        #expect(all.sorted == Defect.allCases.sorted())
    }

    @Test("Every breach of a limit hides content")
    func limits() {
        let limits: [Defect] = [
            .tooDeep, .tooManyParts, .headerTooLarge, .tooManyFields, .tooManyParameters, .decodedTooLarge,
            .expandedTooFar, .tooManyReadings,
        ]
        #expect(limits.filter { !$0.hidesContent || $0.isAmbiguous } == [])
        #expect(Defect.allCases.allSatisfy { $0.hidesContent || !$0.isAmbiguous })
    }
}
