/// What was loaded, for log and status.
public struct DatabaseInformation: Hashable, Sendable {
    /// Signatures loaded, without our canary.
    public let signatureCount: Int
    /// The version of the official daily database; 0 where it is not part of what was loaded.
    public let version: Int
    /// When the official daily database was built, else when the newest file changed: seconds since 1970.
    public let time: Int
    /// Whether the database has a signature for the EICAR test file, which then must be found.
    public let knowsEICAR: Bool
    /// libclamav's own version, for example `1.4.6`.
    public let libraryVersion: String
}
