import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Holds the guides against the sources of these tests, so that what a reader copies compiles and runs.
@Suite("The code in the guides")
struct GuideTextTests {
    /// The repository, from the place of this file.
    private static let root = #filePath.split(separator: "/").dropLast(4).reduce("") {
        "\($0)/\($1)"
    }

    private static func files(_ folder: String, _ ending: String) -> [String] {
        guard let directory = unsafe opendir("\(root)/\(folder)") else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: unsafe bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(ending) { names.append("\(folder)/\(name)") }
        }
        return names.sorted()
    }

    /// The lines of a file without the blanks around them, and without empty ones.
    private static func lines(_ path: String) throws -> [String] {
        let file = unsafe try #require(unsafe fopen("\(root)/\(path)", "r"))
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let taken = unsafe fread(&room, 1, room.count, file)
            if taken == 0 { break }
            bytes += room[..<taken]
        }
        return bytes.split(separator: 0x0A).map { line in
            let text = line.drop { $0 == 0x20 }
            return String(decoding: text, as: UTF8.self)
        }.filter { !$0.isEmpty }
    }

    /// The blocks of Swift in a guide.
    private static func blocks(_ path: String) throws -> [[String]] {
        var blocks: [[String]] = []
        var isInside = false
        for line in try lines(path) {
            if line == "```swift" {
                blocks.append([])
                isInside = true
            } else if line == "```" {
                isInside = false
            } else if isInside {
                blocks[blocks.count - 1].append(line)
            }
        }
        return blocks
    }

    @Test("Every block of Swift in the guides stands in a source that the tests compile and run")
    func blocksAreCompiled() throws {
        let folders = ["Tests/TrancheTests/Guide", "Tests/LifecycleTests"]
        let sources = try folders.flatMap { Self.files($0, ".swift") }.map { try Self.lines($0) }
        var count = 0
        for guide in Self.files("Sources/Tranche/Tranche.docc", ".md") {
            for block in try Self.blocks(guide) {
                count += 1
                let isCompiled = sources.contains { $0.firstRange(of: block) != nil }
                #expect(isCompiled, "\(guide): \(block.first ?? "an empty block")")
            }
        }
        #expect(count >= 15)
    }
}
