/// What must hold of every octet string on the wire; a breach ends the program, which is what the fuzzer looks for.
enum WireOracle {
    /// Ends the program with a reason unless `condition` holds. Not `precondition`: that says nothing in `-O`.
    static func require(_ condition: Bool, _ reason: @autoclosure () -> String) {
        if !condition { fatalError(reason()) }
    }

    /// Whether CR and LF come as CRLF only and there is no NUL (law 4).
    static func isClean(_ octets: [UInt8]) -> Bool {
        var previous: UInt8 = 0
        for octet in octets {
            if octet == 0x00 || (octet == 0x0A) != (previous == 0x0D) { return false }
            previous = octet
        }
        return previous != 0x0D
    }

    /// Where the data ends: behind the first CRLF `.` CRLF, the start counting as behind a CRLF.
    static func end(of data: [UInt8]) -> Int? {
        var lineStart = 0
        while lineStart < data.count {
            if data[lineStart...].starts(with: [0x2E, 0x0D, 0x0A]) { return lineStart + 3 }
            guard let next = lineEnd(in: data, from: lineStart) else { return nil }
            lineStart = next
        }
        return nil
    }

    private static func lineEnd(in data: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + 1 < data.count {
            if data[index] == 0x0D, data[index + 1] == 0x0A { return index + 2 }
            index += 1
        }
        return nil
    }

    /// Data as it goes out: no stray octet, and one end, which is the end.
    static func requireOneEnd(_ wire: [UInt8]) {
        require(isClean(wire), "law 4: stray octets go out")
        require(end(of: wire) == wire.count, "law 4: not one end, at the end")
    }

    /// Replies as they go out: lines of 512 octets at most, with code and CRLF, printable.
    static func requireReplies(_ wire: [UInt8]) {
        require(isClean(wire) && (wire.isEmpty || wire.last == 0x0A), "law 4: stray octets in a reply")
        for line in wire.split(separator: 0x0A) {
            let text = line.dropLast()
            require(line.count <= 511, "a reply line of \(line.count + 1) octets")
            let hasCode = text.count >= 4 && text.prefix(3).allSatisfy { (0x30...0x39).contains($0) }
            require(hasCode, "a reply without a code")
            require(text.allSatisfy { (0x20..<0x7F).contains($0) }, "a reply that is not printable")
        }
    }

    /// Cuts `octets` at places that `seed` draws; pieces of 1 to `longest` octets.
    static func pieces(of octets: ArraySlice<UInt8>, seed: UInt8, longest: Int = 16) -> [ArraySlice<UInt8>] {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        var pieces: [ArraySlice<UInt8>] = []
        var rest = octets
        while !rest.isEmpty {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let count = min(rest.count, Int(state >> 33) % longest + 1)
            pieces.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return pieces
    }
}
