import MIME

extension WireReader {
    /// Reads defects, each once and ascending.
    mutating func readDefects() throws(WireError) -> [Defect] {
        let start = position
        // A defect that this program does not know comes from a newer worker: there is no name to show for it.
        let defects = try readList(minimum: 2) { reader throws(WireError) in
            Defect(rawValue: try reader.read())
        }.compactMap(\.self)
        guard zip(defects, defects.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .invalid("defects", at: start)
        }
        return defects
    }
}

extension WireWriter {
    /// Appends defects.
    mutating func write(defects: [Defect]) {
        write(defects) { $0.write($1.rawValue) }
    }
}
