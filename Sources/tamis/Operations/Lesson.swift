/// What is to be learned of a message.
enum Lesson: String, Codable, Sendable, CaseIterable {
    /// That it is spam.
    case spam
    /// That it is ham.
    case ham
    /// Nothing more: what was learned of it is taken back.
    case forget
}
