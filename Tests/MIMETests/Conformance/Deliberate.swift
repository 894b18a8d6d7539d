/// A file that is read differently on purpose; `docs/conformance.md` has the same list with the reasons.
struct Deliberate {
    /// The file below `mime/`.
    var file: String
    /// Everything that differs in it.
    var places: Set<String>
    var reason: String

    static let all = [
        Deliberate(
            file: "legacy/035.eml", places: ["part 5: content-disposition", "part 6: content-disposition"],
            reason: "the backslashes of a path in a file name stay"),
        Deliberate(
            file: "legacy/039.eml", places: ["part 3: content-disposition", "part 4: content-disposition"],
            reason: "the backslashes of a path in a file name stay"),
        Deliberate(
            file: "rfc/000.eml", places: ["part 4: type", "part 4: text", "part 5: type", "part 5: text"],
            reason: "what claims to be base64 is decoded, though other bytes are in it"),
    ]
}
