#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The program under test.
enum Program {
    /// `TRANCHE_BINARY`, else the `tranche` of the build that made the running tests.
    static let path: String = {
        if let given = unsafe getenv("TRANCHE_BINARY") { return unsafe String(cString: given) }
        var places = CommandLine.arguments.compactMap(besideBundle)
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        places.append(parts.dropLast(4).joined(separator: "/") + "/.build/debug/tranche")
        for place in places where unsafe access(place, X_OK) == 0 { return place }
        fatalError("no tranche in \(places); build it, or set TRANCHE_BINARY")
    }()

    /// The package's root, for its fixtures.
    static let root: String =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        .joined(separator: "/")

    private static func besideBundle(_ argument: String) -> String? {
        guard let range = argument.firstRange(of: ".xctest") else { return nil }
        let bundle = argument[..<range.lowerBound]
        return bundle.lastIndex(of: "/").map { bundle[..<$0] + "/tranche" }
    }
}
