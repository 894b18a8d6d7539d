/// What is wrong with the text of a TOML document.
struct TOMLError: Error, Hashable, Sendable {
    /// Where, as near as the reader can say.
    var position: TOMLDocument.Position
    /// What, in a sentence without its full stop.
    var message: String
}
