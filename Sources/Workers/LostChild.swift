/// A child that died, is late, or answered nonsense.
struct LostChild: Error {
    let reason: String
}
