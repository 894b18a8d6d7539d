import Dispatch
import Glibc
import Synchronization

/// SIGINT or SIGTERM came: what was begun is cleaned up, then the process ends by that signal.
struct Interrupted: Error {
    let signal: Int32

    /// Ends the process by the signal, once its usual effect is back.
    func endProcess() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, signal)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        raise(signal)
    }
}

/// Holds SIGINT and SIGTERM back while there is something to clean up.
///
/// The first of them is noted for ``check()``, and ends the process of the peer that is waited for.
final class Interruption: Sendable {
    private struct State {
        var signal: Int32?
        var process: pid_t?
    }

    private let state = Mutex(State())
    // Dispatch objects may be used from every thread.
    nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

    init() {
        sources = [SIGINT, SIGTERM].map { DispatchSource.makeSignalSource(signal: $0, queue: .global()) }
        for source in sources {
            let number = Int32(source.handle)
            signal(number, SIG_IGN)
            source.setEventHandler { [weak self] in self?.note(number) }
            source.activate()
        }
    }

    /// Gives the signals their usual effect back.
    func end() {
        for source in sources {
            source.cancel()
            signal(Int32(source.handle), SIG_DFL)
        }
    }

    /// - Throws: ``Interrupted`` once a signal came.
    func check() throws(Interrupted) {
        if let signal = state.withLock({ $0.signal }) { throw Interrupted(signal: signal) }
    }

    /// From now on a signal kills this process; nil: none.
    func kills(_ process: pid_t?) {
        state.withLock { state in
            state.process = process
            if let process, state.signal != nil { kill(process, SIGKILL) }
        }
    }

    private func note(_ number: Int32) {
        state.withLock { state in
            state.signal = state.signal ?? number
            if let process = state.process { kill(process, SIGKILL) }
        }
    }
}
