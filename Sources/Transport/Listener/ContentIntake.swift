import Descriptors

/// A content on its way in: the memory file it is written to, and the share of the budget it has.
///
/// With the last reference both are given back.
final class ContentIntake {
    /// It has outgrown what was declared, and there is no room for more.
    struct Outgrown: Error, CustomStringConvertible {
        let byteCount: Int
        let reservedBytes: Int

        var description: String {
            "content has \(byteCount) octets so far, room was reserved for \(reservedBytes), and there is no more"
        }
    }

    private let reservation: ContentBudget.Reservation
    private var writer: ContentWriter?

    /// - Throws: `SystemError` if descriptors or memory are used up.
    init(_ reservation: ContentBudget.Reservation) throws(SystemError) {
        self.reservation = reservation
        writer = try ContentWriter()
    }

    /// - Throws: `SystemError` or ``Outgrown``; the content is of no use then.
    func append(_ octets: [UInt8]) throws {
        guard var writer = writer.take() else { return }
        let byteCount = writer.byteCount + octets.count
        guard reservation.grow(to: byteCount) else {
            throw Outgrown(byteCount: byteCount, reservedBytes: reservation.byteCount)
        }
        try writer.append(octets)
        self.writer = consume writer
    }

    /// Ends the content; what was reserved for it and not needed is given back.
    ///
    /// - Throws: `SystemError` if it cannot be sealed.
    /// - Returns: the content and its share; nil if nothing could be kept.
    func seal() throws(SystemError) -> (ContentFile, ContentBudget.Reservation)? {
        guard let writer = writer.take() else { return nil }
        let content = try writer.seal()
        reservation.resize(to: content.byteCount)
        return (content, reservation)
    }
}
