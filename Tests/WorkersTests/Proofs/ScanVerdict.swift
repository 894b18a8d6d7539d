import Evidence
import MIME

/// What a message comes to for the virus scanner: the reading counts too, for a defect that hides content makes it
/// unchecked, as `Policy` has it.
enum ScanVerdict: Hashable, CustomStringConvertible {
    case infected([String])
    case unchecked(String)
    case clean

    init(_ inspection: Inspection) {
        switch inspection.scan {
        case .found(.infected(let names, _)): self = .infected(names)
        case .found(.incomplete(let reason)), .found(.encrypted(let reason)), .unavailable(let reason):
            self = .unchecked(reason)
        case .notRun: self = .unchecked("not run")
        case .found(.clean):
            let hiding = inspection.reading.result?.defects.filter(\.hidesContent).map(\.name)
            self = hiding == [] ? .clean : .unchecked("defects: \(hiding ?? ["unread"])")
        }
    }

    var isInfected: Bool { if case .infected = self { true } else { false } }
    var isUnchecked: Bool { if case .unchecked = self { true } else { false } }

    var description: String {
        switch self {
        case .infected(let names): "infected: \(names.joined(separator: ", "))"
        case .unchecked(let reason): "unchecked: \(reason)"
        case .clean: "clean"
        }
    }
}
