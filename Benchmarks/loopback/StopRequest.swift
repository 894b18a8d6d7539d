import Glibc
import Synchronization

/// Whether SIGTERM or SIGINT has come.
///
/// A signal between the look and the poll that follows is seen only when that poll ends: poll no longer than
/// 200 ms at a time.
public enum StopRequest {
    private static let came = Atomic<Bool>(false)

    /// Listens for both signals from now on.
    public static func listen() {
        _ = came.load(ordering: .relaxed)
        for number in [SIGTERM, SIGINT] {
            signal(number) { _ in StopRequest.came.store(true, ordering: .relaxed) }
        }
    }

    /// Whether one has come.
    public static var isMade: Bool { came.load(ordering: .relaxed) }
}
