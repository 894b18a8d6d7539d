/// A section of the file: its name in brackets and what it is about.
struct Section: Sendable {
    /// The name, "" for the keys before the first section.
    let name: String
    /// What it is about: a few sentences.
    let comment: String
    /// Its keys in the order of the file.
    let settings: [Setting]
}
