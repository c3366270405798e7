import PropertyTesting
import Testing

/// The result depends neither on the number of workers nor on the size of chunks.
@Suite("Any workers and any chunks give the same bytes")
struct SameBytesTests {
    static let chunks = ["1rows", "3rows", "100rows", "1KiB", "7KiB", "64KiB", "4MiB"]

    @Test("Quotes, line breaks, Unicode and NULLs", arguments: 1...8)
    func sameBytes(workers: Int) throws {
        let workspace = Workspace()
        let input = Samples.wild(seed: runSeed, rows: 1200)
        workspace.write("in.csv", input)
        #expect(workspace.tranche("copy", "in.csv", "plain.csv", "--workers", "1").status == 0)
        #expect(workspace.tranche("copy", "in.csv", "plain.ndjson", "--workers", "1").status == 0)
        #expect(
            workspace.tranche("copy", "plain.ndjson", "back.csv", "--workers", "1").status == 0)
        for chunk in Self.chunks {
            for (source, sink, wanted) in [
                ("in.csv", "o.csv", "plain.csv"), ("in.csv", "o.ndjson", "plain.ndjson"),
                ("plain.ndjson", "o.csv", "back.csv"),
            ] {
                let ended = workspace.tranche(
                    "copy", source, sink, "--mode", "replace", "--workers", "\(workers)",
                    "--chunk-size", chunk, "--quiet")
                let context = "\(source) to \(sink), \(chunk), TRANCHE_SEED=\(runSeed)"
                try #require(ended.status == 0, "\(context): \(ended.errors)")
                try #require(workspace.bytes(sink) == workspace.bytes(wanted), "\(context)")
            }
        }
        // Nothing is lost on the way through another format, though a field may lose quotes that
        // it does not need.
        #expect(workspace.tranche("copy", "back.csv", "again.ndjson").status == 0)
        #expect(
            workspace.bytes("again.ndjson") == workspace.bytes("plain.ndjson"),
            "TRANCHE_SEED=\(runSeed)")
        #expect(Array(input.prefix(19)) == Array("id,text,number,note".utf8))
    }
}
