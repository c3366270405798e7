// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "custom-step",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "tranche", path: "../..")
    ],
    targets: [
        .executableTarget(
            name: "CustomStep", dependencies: [.product(name: "Tranche", package: "tranche")])
    ]
)
