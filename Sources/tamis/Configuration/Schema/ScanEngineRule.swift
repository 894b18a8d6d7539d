import Evidence
import Transport

/// A ``ScanEngine``.
struct ScanEngineRule: ValueRule {
    var allowed: String {
        "\"libclamav\", \"clamd:/absolute/path\", \"clamd:127.0.0.1:3310\", \"clamd:[::1]:3310\", \"clamd:host:3310\""
    }

    func decode(_ value: TOMLValue) -> ScanEngine? {
        guard case .string(let text) = value else { return nil }
        if text == ScanEngine.libclamav.description { return .libclamav }
        guard text.hasPrefix("clamd:") else { return nil }
        let place = String(text.dropFirst("clamd:".count))
        if Endpoint.isSocketPath(place) { return .clamd(.unix(path: place)) }
        guard case .tcp(let host, let port) = Endpoint(place), port > 0 else { return nil }
        return .clamd(.tcp(host: host, port: port))
    }

    func encode(_ value: ScanEngine) -> SettingValue { .string(value.description) }
}
