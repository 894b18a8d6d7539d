import CClamAV
import Glibc

/// libclamav itself: started once, and what it says while it works.
///
/// libclamav returns CL_CLEAN for some scans that it could not do; that something failed is then only said in a
/// message, to one callback of the whole process and without the scan's context. It comes on the thread that scans,
/// so the record of the running scan or load is kept for each thread.
enum Library {
    /// The result of `cl_init`, which must run once, before all else.
    static let initialisation: cl_error_t = {
        cl_set_clcb_msg { severity, _, message, _ in
            guard let message, let current = pthread_getspecific(Library.currentMessages) else { return }
            let messages = Unmanaged<Messages>.fromOpaque(current).takeUnretainedValue()
            if severity == CL_MSG_ERROR {
                messages.addError(message)
            } else if severity == CL_MSG_WARN {
                messages.addWarning(message)
            }
        }
        return cl_init(UInt32(CL_INIT_DEFAULT))
    }()

    /// Whether libclamav found its unpacker for RAR, which it loads in `cl_init`.
    static let canUnpackRAR: Bool = {
        guard initialisation == CL_SUCCESS,
            let handle = dlopen("libclamunrar_iface.so.12", RTLD_LAZY | RTLD_NOLOAD)
        else { return false }
        dlclose(handle)
        return true
    }()

    private static let currentMessages: pthread_key_t = {
        var key = pthread_key_t()
        let failure = pthread_key_create(&key, nil)
        precondition(failure == 0, "no thread-specific data left: the scanner would not be heard when it fails")
        return key
    }()

    /// Runs `body` while what libclamav says on this thread goes to `messages`.
    static func collecting<Result>(into messages: Messages, _ body: () -> Result) -> Result {
        let previous = pthread_getspecific(currentMessages)
        pthread_setspecific(currentMessages, Unmanaged.passUnretained(messages).toOpaque())
        defer { pthread_setspecific(currentMessages, previous) }
        return withExtendedLifetime(messages, body)
    }

    /// What an error code means, in libclamav's words.
    static func meaning(of code: cl_error_t) -> String {
        guard let text = cl_strerror(code) else { return "error \(code.rawValue)" }
        return String(cString: text)
    }
}
