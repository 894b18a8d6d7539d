/// Paths that do not depend on where a program was started.
enum AbsolutePath {
    /// Whether the text begins with a slash, has no control character and fits `PATH_MAX` (4,096 with its NUL).
    static func isValid(_ path: String) -> Bool {
        path.utf8.first == UInt8(ascii: "/") && path.utf8.count < 4_096
            && !path.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    }
}
