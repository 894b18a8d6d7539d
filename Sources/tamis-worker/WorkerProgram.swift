import Glibc

/// `tamis-worker`: reads and scans messages in a cage, for `tamis`.
///
/// `tamis` starts it with a control socket as descriptor 3. By hand it only knows `--check-cage`.
@main enum WorkerProgram {
    nonisolated static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.isEmpty, isSocket(3) {
            // libarchive gives no names beyond ASCII without a charset that has them.
            setlocale(LC_CTYPE, "C.UTF-8")
            WorkerParent.run(control: 3)
        }
        if arguments.first == "--check-cage", arguments.count <= 2 {
            exit(CageCheck.run(folder: arguments.dropFirst().first))
        }
        Terminal.write(
            """
            tamis-worker is started by tamis and does nothing by itself.
            usage: tamis-worker --check-cage [FOLDER]
              tries from inside the cage what must fail and what must work; FOLDER is for temporary files

            """, to: 2)
        exit(64)
    }

    private static func isSocket(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }
}
