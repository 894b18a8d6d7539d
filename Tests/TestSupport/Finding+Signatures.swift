public import Evidence

extension Finding where Result == ScanResult {
    /// The signatures that matched, whatever was found besides; empty if none did.
    public var signatures: [String] {
        if case .found(.infected(let names, _)) = self { names } else { [] }
    }
}
