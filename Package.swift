// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

// A target imports only targets that stand above it here (docs/ARCHITECTURE.md, "Modules");
// `--explicit-target-dependency-import-check error` holds it to that.
let package = Package(
    name: "tamis",
    products: [
        .executable(name: "tamis", targets: ["tamis"]),
        .executable(name: "tamis-worker", targets: ["tamis-worker"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    ],
    targets: [
        // Floor 0: C. `CLinux` holds the few Linux calls Swift lacks.
        .systemLibrary(name: "CClamAV", pkgConfig: "libclamav", providers: [.apt(["libclamav-dev"])]),
        .systemLibrary(name: "CLibArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CIDN2", pkgConfig: "libidn2", providers: [.apt(["libidn2-dev"])]),
        .systemLibrary(name: "CPSL", pkgConfig: "libpsl", providers: [.apt(["libpsl-dev"])]),
        .target(name: "CLinux"),

        // Floor 1: values and protocols.
        .target(name: "Descriptors", dependencies: ["CLinux"], swiftSettings: settings),
        .target(name: "MailObject", swiftSettings: settings),
        .target(name: "MIME", dependencies: ["MailObject"], swiftSettings: settings),
        .target(name: "SMTP", dependencies: ["Descriptors", "MailObject"], swiftSettings: settings),

        // Floor 2: what is found, and what follows from it.
        .target(name: "Evidence", dependencies: ["Descriptors", "MailObject", "MIME"], swiftSettings: settings),
        .target(
            name: "Content", dependencies: ["CIDN2", "CLibXML2", "CPSL", "MIME", "Evidence"], swiftSettings: settings),
        .target(name: "Bayes", dependencies: ["MailObject", "Evidence"], swiftSettings: settings),
        .target(
            name: "Policy", dependencies: ["Descriptors", "MailObject", "MIME", "Evidence"], swiftSettings: settings),

        // Floor 3: edges, each to one outside thing.
        .target(name: "Clamd", dependencies: ["CLinux", "Descriptors", "Evidence"], swiftSettings: settings),
        .target(
            name: "ClamAV", dependencies: ["CClamAV", "Clamd", "Descriptors", "Evidence"], swiftSettings: settings),
        .target(name: "Unpack", dependencies: ["CLibArchive", "Content", "Evidence"], swiftSettings: settings),
        .target(
            name: "Store", dependencies: ["Descriptors", "MailObject", "Evidence", "Bayes", "Policy", grdb, sqlite],
            swiftSettings: settings),
        .target(
            name: "Transport", dependencies: ["Descriptors", "MailObject", "SMTP", nio, nioPosix, log, lifecycle],
            swiftSettings: settings),
        .target(
            name: "Workers", dependencies: ["CLinux", "Clamd", "Descriptors", "Evidence", log, lifecycle],
            swiftSettings: settings),

        .target(name: "Confinement", dependencies: ["CLinux", "Descriptors"], swiftSettings: settings),

        // Floor 4: the pipeline.
        .target(
            name: "Filter",
            dependencies: [
                "Descriptors", "MailObject", "MIME", "SMTP", "Evidence", "Bayes", "Policy", crypto, log,
            ],
            swiftSettings: settings),

        // Floor 5: programs.
        .executableTarget(
            name: "tamis",
            dependencies: [
                "CLinux", "Descriptors", "MailObject", "MIME", "SMTP", "Evidence", "Bayes", "Policy", "Store",
                "Transport", "Workers", "Filter", arguments, log, lifecycle, unixSignals, crypto,
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "tamis-worker",
            dependencies: [
                "CLinux", "Descriptors", "MIME", "Evidence", "Content", "Clamd", "ClamAV", "Unpack", "Confinement",
            ],
            swiftSettings: settings),

        // Load generator and sink for scripts/bench, scripts/demo and the end-to-end tests.
        .target(name: "Loopback", path: "Benchmarks/loopback", swiftSettings: settings),
        .executableTarget(
            name: "smtp-load", dependencies: ["Loopback"], path: "Benchmarks/smtp-load", swiftSettings: settings),
        .executableTarget(
            name: "null-filter",
            dependencies: ["Loopback", "Descriptors", "Evidence", "Bayes", "Store", "Transport", "Filter", log],
            path: "Benchmarks/null-filter", swiftSettings: settings),
        .executableTarget(
            name: "read-mail", dependencies: ["Loopback", "Content", "MIME"], path: "Benchmarks/read-mail",
            swiftSettings: settings),
        .executableTarget(
            name: "scan-mail", dependencies: ["Loopback", "Descriptors", "Evidence", "Workers", log],
            path: "Benchmarks/scan-mail", swiftSettings: settings),
        .executableTarget(
            name: "bayes-model", dependencies: ["Loopback", "Bayes", "Content", "Evidence", "Store"],
            path: "Benchmarks/bayes-model", swiftSettings: settings),
        .executableTarget(
            name: "mail-sink", dependencies: ["Loopback"], path: "Benchmarks/mail-sink", swiftSettings: settings),

        .target(
            name: "TestSupport", dependencies: ["MailObject", "MIME", "Evidence", log], path: "Tests/TestSupport",
            swiftSettings: settings),
        .executableTarget(
            name: "misbehaving-worker", dependencies: ["CLinux", "Descriptors", "Evidence", "Confinement"],
            path: "Tests/MisbehavingWorker", swiftSettings: settings),
        .testTarget(name: "DescriptorsTests", dependencies: ["Descriptors", "CLinux"], swiftSettings: settings),
        .testTarget(name: "MailObjectTests", dependencies: ["MailObject"], swiftSettings: settings),
        .testTarget(name: "MIMETests", dependencies: ["MIME", "MailObject", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "SMTPTests", dependencies: ["SMTP", "MailObject", "Descriptors", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "EvidenceTests", dependencies: ["Evidence", "MIME", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "ContentTests", dependencies: ["Content", "MIME", "Evidence", "TestSupport"],
            swiftSettings: settings),
        .testTarget(name: "BayesTests", dependencies: ["Bayes", "Evidence", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "PolicyTests",
            dependencies: ["Policy", "MailObject", "MIME", "Evidence", "Descriptors", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "ClamAVTests",
            dependencies: ["CClamAV", "ClamAV", "Clamd", "Descriptors", "Evidence", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "ClamdTests", dependencies: ["Clamd", "Descriptors", "Evidence", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "UnpackTests", dependencies: ["Unpack", "Content", "Evidence", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "Store", "Bayes", "Evidence", "Policy", "Descriptors", "MailObject", "TestSupport", grdb,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TransportTests",
            dependencies: ["Transport", "SMTP", "MailObject", "Descriptors", "TestSupport", nio, nioPosix, log],
            swiftSettings: settings),
        .testTarget(
            name: "WorkersTests",
            dependencies: [
                "Workers", "tamis-worker", "misbehaving-worker", "Clamd", "Evidence", "MIME", "Descriptors", "CLinux",
                "TestSupport", log,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "FilterTests",
            dependencies: [
                "Filter", "SMTP", "MailObject", "MIME", "Evidence", "Bayes", "Policy", "Store", "Descriptors",
                "TestSupport", log,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "CalibrationTests",
            dependencies: ["Bayes", "Content", "Evidence", "MailObject", "Policy", "Store", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "TamisTests",
            dependencies: [
                "tamis", "tamis-worker", "MailObject", "MIME", "SMTP", "Policy", "Evidence", "Descriptors", "Transport",
                "Filter", "Workers", "TestSupport", log,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["tamis", "tamis-worker", "smtp-load", "mail-sink", "TestSupport"], path: "Tests/EndToEnd",
            swiftSettings: settings),
    ]
)
