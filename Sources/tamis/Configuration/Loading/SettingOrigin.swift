/// Where a setting's value comes from.
enum SettingOrigin: Hashable, Sendable {
    /// Nothing sets it.
    case builtIn
    /// A line of the configuration file, counted from 1.
    case file(String, line: Int)
    /// `--set`.
    case commandLine
}

extension SettingOrigin: CustomStringConvertible {
    var description: String {
        switch self {
        case .builtIn: "default"
        case .file(let name, let line): "\(name):\(line)"
        case .commandLine: "--set"
        }
    }
}
