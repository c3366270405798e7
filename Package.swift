// swift-tools-version: 6.3
import PackageDescription

/// Language mode 6 with the upcoming features that are stable, warnings as errors.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A library of the house: folder `Sources/NAME`, module `TrancheNAME`.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: "Tranche\(name)", dependencies: dependencies, path: "Sources/\(name)",
        swiftSettings: house)
}

/// A C library of the system: `module.modulemap` and `shim.h`, nothing else.
func system(_ name: String, pkgConfig: String, apt: String, brew: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/\(name)", pkgConfig: pkgConfig,
        providers: [.apt([apt]), .brew([brew])])
}

/// The tests of one room, with the shared support for generated input.
func tests(_ name: String, _ dependencies: [Target.Dependency], excluding: [String] = []) -> Target
{
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies + ["PropertyTesting"],
        path: "Tests/\(name)Tests", exclude: excluding, swiftSettings: house)
}

/// The benchmarks of expressions, private fields, lookups, caches and steps in Swift, which `make bench` alone asks
/// for.
let benchmarks: [Target] =
    Context.environment["TRANCHE_BENCHMARKS"] == nil
    ? []
    : [
        .executableTarget(
            name: "ExpressionBenchmark", dependencies: ["TrancheExpressions", "TrancheColumnar"],
            path: "Benchmarks/Expressions", swiftSettings: house),
        .executableTarget(
            name: "PrivacyBenchmark",
            dependencies: ["TrancheSteps", "TranchePipeline", "TrancheColumnar"],
            path: "Benchmarks/Privacy", swiftSettings: house),
        .executableTarget(
            name: "LookupBenchmark",
            dependencies: [
                "TrancheSteps", "TranchePipeline", "TrancheColumnar", "TrancheServices",
            ],
            path: "Benchmarks/Lookup", swiftSettings: house),
        .executableTarget(
            name: "CacheBenchmark", dependencies: ["TrancheServices"],
            path: "Benchmarks/Caches", swiftSettings: house),
        .executableTarget(
            name: "LibraryBenchmark",
            dependencies: ["TrancheSteps", "TranchePipeline", "TrancheColumnar"],
            path: "Benchmarks/Library", swiftSettings: house),
    ]

/// The examples, which are packages of their own for their readers; here `make examples` compiles them
/// with what is built already.
let examples: [Target] =
    Context.environment["TRANCHE_EXAMPLES"] == nil
    ? []
    : [
        .executableTarget(
            name: "CustomStep", dependencies: ["Tranche"],
            path: "Examples/CustomStep/Sources/CustomStep",
            swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)])
    ]

/// The rooms whose tests are in the package, of which `make tsan-core` wants a few; all when it does not say.
let testedRooms = Context.environment["TRANCHE_TESTS"]?.split(separator: " ").map { "\($0)Tests" }

let package = Package(
    name: "tranche",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "tranche", targets: ["TrancheCommand"]),
        .library(name: "Tranche", targets: ["Tranche"]),
        .library(name: "TrancheLifecycle", targets: ["TrancheLifecycle"]),
    ],
    traits: [
        .trait(name: "HTTP", description: "The step 'lookup http', on libcurl."),
        .default(enabledTraits: ["HTTP"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
        // For TrancheLifecycle alone, which the program does not link.
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .executableTarget(
            name: "TrancheCommand",
            dependencies: [
                "Tranche",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/TrancheCommand", swiftSettings: house),
        .target(
            name: "Tranche",
            dependencies: [
                "TrancheSteps", "TrancheExpressions", "TrancheFiles", "TrancheDatabases",
                "TranchePipeline", "TrancheFormats", "TrancheColumnar", "TrancheServices",
                "TranchePrivacy", "CYAML",
                .target(name: "TrancheHTTP", condition: .when(traits: ["HTTP"])),
            ],
            path: "Sources/Tranche", swiftSettings: house),
        room(
            "Lifecycle",
            [
                "Tranche",
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        room(
            "Steps",
            [
                "TranchePipeline", "TrancheFormats", "TrancheColumnar", "TrancheServices",
                "TrancheExpressions", "TranchePrivacy",
            ]),
        room(
            "Files",
            ["TranchePipeline", "TrancheFormats", "TrancheColumnar", "CZlib", "CZstd", "CXXHash"]),
        room(
            "Databases",
            ["TranchePipeline", "TrancheColumnar", "TrancheServices", "CSQLite", "CPostgreSQL"]),
        room("Pipeline", ["TrancheColumnar", "TrancheServices"]),
        room("Formats", ["TrancheColumnar"]),
        room(
            "Expressions",
            ["TrancheColumnar", "CPCRE2", .product(name: "BigInt", package: "BigInt")]),
        room("Privacy", ["TrancheColumnar", "CCrypto"]),
        room("HTTP", ["TrancheServices", "CCurl"]),
        room("Columnar"),
        room("Services"),
        system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev", brew: "sqlite"),
        // Without pkg-config, which would link it: it is loaded when it is needed.
        .systemLibrary(
            name: "CPostgreSQL", path: "Sources/CPostgreSQL",
            providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev", brew: "zlib"),
        system("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev", brew: "zstd"),
        system("CXXHash", pkgConfig: "libxxhash", apt: "libxxhash-dev", brew: "xxhash"),
        system("CPCRE2", pkgConfig: "libpcre2-8", apt: "libpcre2-dev", brew: "pcre2"),
        // Loaded when a key is used, not linked.
        .systemLibrary(name: "CCrypto", path: "Sources/CCrypto"),
        // Loaded when a server is asked, not linked.
        .systemLibrary(name: "CCurl", path: "Sources/CCurl"),
        system("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev", brew: "libyaml"),
        .target(
            name: "PropertyTesting", path: "Tests/PropertyTesting", swiftSettings: house),
        .target(
            name: "PostgreSQLTesting", dependencies: ["PropertyTesting"],
            path: "Tests/PostgreSQLTesting", swiftSettings: house),
        .target(
            name: "HTTPTesting", dependencies: ["TrancheServices", "PropertyTesting"],
            path: "Tests/HTTPTesting",
            swiftSettings: house),
        tests("Columnar", ["TrancheColumnar"]),
        tests("Services", ["TrancheServices", "HTTPTesting"]),
        tests("HTTP", ["TrancheHTTP", "TrancheServices", "HTTPTesting"]),
        tests("Privacy", ["TranchePrivacy", "TrancheColumnar", "CCrypto"]),
        tests(
            "Expressions",
            [
                "TrancheExpressions", "TrancheColumnar", "PostgreSQLTesting",
                .product(name: "BigInt", package: "BigInt"),
            ], excluding: ["Answers"]),
        tests("Formats", ["TrancheFormats", "TrancheColumnar"]),
        tests("Pipeline", ["TranchePipeline", "TrancheColumnar", "TrancheServices"]),
        tests("Files", ["TrancheFiles", "TranchePipeline", "TrancheFormats", "TrancheColumnar"]),
        tests(
            "Databases",
            [
                "TrancheDatabases", "TranchePipeline", "TrancheColumnar", "TrancheServices",
                "CSQLite", "PostgreSQLTesting",
            ]),
        tests(
            "Tranche",
            [
                "Tranche", "TrancheSteps", "TrancheFiles", "TranchePipeline", "TrancheFormats",
                "TrancheColumnar", "TrancheServices", "TranchePrivacy", "TrancheDatabases",
                "PostgreSQLTesting", "HTTPTesting",
            ]),
        tests(
            "Lifecycle",
            [
                "TrancheLifecycle", "Tranche",
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
            ]),
        // Its library of faults is compiled at run time, for the program under test alone.
        tests(
            "Command",
            [
                "TrancheCommand", "CSQLite", "PostgreSQLTesting", "HTTPTesting",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], excluding: ["Shim"]),
    ] + benchmarks + examples
)

if let testedRooms {
    package.targets.removeAll { $0.type == .test && !testedRooms.contains($0.name) }
}
