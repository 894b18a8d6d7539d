public import Evidence

extension Finding where Result == ScanResult {
    /// The finding of two scans of one message, for example of the whole and of a part: a signature that matched in
    /// either counts whatever the other says; then a failure, then what could not be looked into; clean only where
    /// both are. A scan that was not run adds nothing.
    public func combined(with other: Self) -> Self {
        switch (self, other) {
        case (.found(.infected(let first, let beside)), .found(.infected(let second, let besides))):
            .found(
                .infected(
                    first + second.filter { !first.contains($0) }, besides: beside.combined(with: besides)))
        case (.found(.infected(let names, let besides)), _):
            .found(.infected(names, besides: besides.combined(with: other)))
        case (_, .found(.infected(let names, let besides))):
            .found(.infected(names, besides: combined(with: besides)))
        case (_, .notRun): self
        case (.notRun, _): other
        case (.unavailable, _): self
        case (_, .unavailable): other
        case (.found(.incomplete(let first)), .found(.incomplete(let second))),
            (.found(.incomplete(let first)), .found(.encrypted(let second))),
            (.found(.encrypted(let first)), .found(.incomplete(let second))):
            .found(.incomplete(reason: first == second ? first : first + ", " + second))
        case (.found(.encrypted(let first)), .found(.encrypted(let second))):
            .found(.encrypted(reason: first == second ? first : first + ", " + second))
        case (.found(.incomplete), _), (.found(.encrypted), .found(.clean)): self
        case (_, .found(.incomplete)), (.found(.clean), .found(.encrypted)): other
        case (.found(.clean), .found(.clean)): self
        }
    }
}
