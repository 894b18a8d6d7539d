/// What is changed in a message's header, and nothing else of it is (law 3).
///
/// Recipients whose edits are equal share one transaction.
public struct HeaderEdits: Hashable, Sendable {
    /// Fields put above everything that is there, in this order from the top.
    public var insertions: [HeaderField]
    /// Names of fields deleted whole, in lower case; a name that ends in `*` stands for all that begin with it.
    public var deletions: [String]
    /// Text put before the Subject's value unless it starts with it; nil leaves the Subject alone.
    public var subjectTag: String?

    /// Makes a list of edits; by default there are none.
    public init(insertions: [HeaderField] = [], deletions: [String] = [], subjectTag: String? = nil) {
        self.insertions = insertions
        self.deletions = deletions
        self.subjectTag = subjectTag
    }

    /// Whether the field `name` (in lower case) is to be deleted.
    public func deletes(_ name: String) -> Bool {
        deletions.contains { $0.hasSuffix("*") ? name.hasPrefix($0.dropLast()) : $0 == name }
    }
}
