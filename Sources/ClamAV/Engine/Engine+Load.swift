import CClamAV
public import Evidence
import Glibc

extension Engine {
    /// Loads the signatures, and our canary beside them, and checks that what must be found is found.
    ///
    /// The official database takes some seconds and about 1 GB.
    ///
    /// - Parameters:
    ///   - settings: Where the signatures are, and the limits of a scan.
    ///   - temporaryFolder: A folder that we can write to: for the canary's signature, and for scans until
    ///     ``useTemporaryFolder(_:)`` names another.
    /// - Throws: ``EngineError`` if the database is missing, empty, unreadable or broken, if the folder is none, or
    ///   if the canary is not found.
    public static func load(_ settings: AntivirusSettings, temporaryFolder: String) throws(EngineError) -> Engine {
        let database = settings.database
        guard Library.initialisation == CL_SUCCESS else {
            throw EngineError(path: "libclamav", cause: Library.meaning(of: Library.initialisation))
        }
        try requireFolder(temporaryFolder)
        let watch = try DatabaseWatch(database)
        guard let engine = cl_engine_new() else {
            throw EngineError(path: "libclamav", cause: Library.meaning(of: CL_EMEM))
        }
        var loaded: Engine?
        defer { if loaded == nil { cl_engine_free(engine) } }

        try configure(engine, settings, temporaryFolder: temporaryFolder)
        let signatures = SignatureNames()
        let count = try withExtendedLifetime(signatures) { () throws(EngineError) -> Int in
            let context = Unmanaged.passUnretained(signatures).toOpaque()
            cl_engine_set_clcb_sigload(engine, { SignatureNames.loading($1, $3) }, context)
            defer { cl_engine_set_clcb_sigload(engine, nil, nil) }
            return try add(database, to: engine, options: databaseOptions(settings))
        }
        guard count > 0 else {
            throw EngineError(path: database, cause: "no signatures", remedy: EngineError.fetchSignatures)
        }
        let canary = Canary()
        try add(canary, to: engine, folder: temporaryFolder)
        let code = cl_engine_compile(engine)
        guard code == CL_SUCCESS else {
            throw EngineError(path: database, cause: Library.meaning(of: code), remedy: EngineError.fetchSignatures)
        }

        let version = max(0, Int(cl_engine_get_num(engine, CL_ENGINE_DB_VERSION, nil)))
        let time = Int(cl_engine_get_num(engine, CL_ENGINE_DB_TIME, nil))
        let ready = Engine(
            engine: engine,
            information: DatabaseInformation(
                signatureCount: count, version: version, time: time > 0 ? time : watch.newestChange,
                knowsEICAR: signatures.knowEICAR, libraryVersion: String(cString: cl_retver())),
            settings: settings, canary: canary, watch: watch)
        loaded = ready
        if let reason = ready.checkCanary().failure {
            throw EngineError(path: database, cause: reason, remedy: EngineError.fetchSignatures)
        }
        return ready
    }

    static func requireFolder(_ folder: String) throws(EngineError) {
        var status = stat()
        guard stat(folder, &status) == 0 else {
            throw EngineError(path: folder, cause: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw EngineError(path: folder, cause: String(cString: strerror(ENOTDIR)))
        }
    }

    private static func configure(
        _ engine: OpaquePointer, _ settings: AntivirusSettings, temporaryFolder: String
    ) throws(EngineError) {
        let numbers: [(cl_engine_field, Int)] = [
            (CL_ENGINE_MAX_SCANSIZE, settings.scanBytes), (CL_ENGINE_MAX_FILESIZE, settings.fileBytes),
            (CL_ENGINE_MAX_RECURSION, settings.recursion), (CL_ENGINE_MAX_FILES, settings.files),
            (CL_ENGINE_MAX_SCANTIME, settings.scanMilliseconds),
            // The cache of clean files would keep inner files of one message from being looked at in the next.
            (CL_ENGINE_DISABLE_CACHE, 1),
        ]
        for (field, number) in numbers {
            let code = cl_engine_set_num(engine, field, Int64(number))
            guard code == CL_SUCCESS else {
                throw EngineError(
                    path: "libclamav", cause: "limit \(number) refused: " + Library.meaning(of: code))
            }
        }
        let code = cl_engine_set_str(engine, CL_ENGINE_TMPDIR, temporaryFolder)
        guard code == CL_SUCCESS else { throw EngineError(path: temporaryFolder, cause: Library.meaning(of: code)) }
        cl_engine_set_clcb_virus_found(engine) { _, name, context in
            guard let name, let context else { return }
            ScanRecord.at(context).found(Messages.printable(name))
        }
        cl_engine_set_clcb_meta(engine) { type, _, _, byteCount, isEncrypted, _, context in
            if let type, let context {
                ScanRecord.at(context).announced(by: type, byteCount: byteCount, isEncrypted: isEncrypted != 0)
            }
            return CL_CLEAN
        }
        cl_engine_set_clcb_file_inspection(engine) { _, type, _, _, _, byteCount, bytes, level, _, context in
            guard let type, let context else { return CL_CLEAN }
            let start = UnsafeRawPointer(bytes)?.assumingMemoryBound(to: UInt8.self)
            ScanRecord.at(context).entered(
                type: type, level: level,
                bytes: UnsafeBufferPointer(start: start, count: start == nil ? 0 : byteCount))
            return CL_CLEAN
        }
    }

    /// What ClamAV itself loads, CL_DB_STDOPT; the link check only where it is wanted.
    private static func databaseOptions(_ settings: AntivirusSettings) -> UInt32 {
        UInt32(CL_DB_PHISHING | CL_DB_BYTECODE | (settings.checksPhishingURLs ? CL_DB_PHISHING_URLS : 0))
    }

    /// Adds a folder or file of signatures; gives how many there were.
    private static func add(
        _ path: String, to engine: OpaquePointer, options: UInt32
    ) throws(EngineError) -> Int {
        var count: UInt32 = 0
        let messages = Messages()
        let code = Library.collecting(into: messages) { cl_load(path, engine, &count, options) }
        guard code == CL_SUCCESS else {
            let cause = Library.meaning(of: code) + (messages.firstError.map { " (\($0))" } ?? "")
            throw EngineError(path: path, cause: cause, remedy: EngineError.fetchSignatures)
        }
        return Int(count)
    }

    private static func add(
        _ canary: Canary, to engine: OpaquePointer, folder: String
    ) throws(EngineError) {
        var random = SystemRandomNumberGenerator()
        let path = folder + "/tamis-canary-" + String(random.next(), radix: 36) + ".ndb"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw EngineError(path: path, cause: String(cString: strerror(errno))) }
        defer { unlink(path) }
        let line = canary.signature
        let written = write(descriptor, line, line.count)
        let writeError = errno
        close(descriptor)
        guard written == line.count else {
            throw EngineError(path: path, cause: String(cString: strerror(written < 0 ? writeError : ENOSPC)))
        }
        guard try add(path, to: engine, options: 0) == 1 else {
            throw EngineError(path: path, cause: "the canary's signature was not loaded")
        }
    }
}

/// Listens to the names of signatures as they are loaded, for EICAR's.
private final class SignatureNames {
    private(set) var knowEICAR = false

    static func loading(_ name: UnsafePointer<CChar>?, _ context: UnsafeMutableRawPointer?) -> Int32 {
        if let name, let context, Canary.isEICAR(signatureName: name) {
            Unmanaged<SignatureNames>.fromOpaque(context).takeUnretainedValue().knowEICAR = true
        }
        return 0
    }
}
