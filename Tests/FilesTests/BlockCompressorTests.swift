import Testing
import TrancheColumnar
import TrancheFiles

@Suite("Compressing blocks")
struct BlockCompressorTests {
    @Test("Calls leave no trace in each other", arguments: [Compression.gzip, .zstd])
    func stateless(compression: Compression) throws {
        let compressor = try BlockCompressor(compression)
        let (first, second) = (ByteBuffer(), ByteBuffer())
        let (data, other) = (ByteBuffer(), ByteBuffer())
        for byte in sampleBytes(50_000) { data.append(byte) }
        for byte in sampleBytes(9000, seed: 9) { other.append(byte) }
        unsafe try compressor.compress(data.base, count: data.count, into: first)
        unsafe try compressor.compress(other.base, count: other.count, into: second)
        second.count = 0
        unsafe try compressor.compress(data.base, count: data.count, into: second)
        #expect(first.count > 20 && first.count == second.count)
        #expect(first.string(0..<first.count) == second.string(0..<second.count))
    }

    @Test("What the output holds already stays", arguments: Compression.allCases)
    func appends(compression: Compression) throws {
        let output = ByteBuffer()
        output.append("before")
        let data = ByteBuffer()
        data.append("data")
        unsafe try BlockCompressor(compression).compress(data.base, count: 4, into: output)
        #expect(output.string(0..<6) == "before")
        #expect(output.count > 6)
    }

    @Test(
        "Every level packs, and one out of range is refused",
        arguments: [
            Compression.gzip, .zstd,
        ])
    func levels(compression: Compression) throws {
        let bytes = sampleBytes(20_000)
        for level in BlockCompressor.levels(compression) {
            #expect(try pack(bytes, compression, level: level).count < bytes.count)
        }
        for level in [0, 23] {
            let error = jobError { _ = try BlockCompressor(compression, level: level) }
            #expect(error?.code == .usage)
            #expect(error?.message.hasPrefix("level \(level) of") == true)
        }
    }

    @Test(
        "The suffix decides, in any letter case",
        arguments: [
            ("x.csv", Compression.none, "x.csv"), ("x.csv.gz", .gzip, "x.csv"),
            ("a.gz/x.CSV.ZST", .zstd, "a.gz/x.CSV"), (".gz", .gzip, ""), ("gz", .none, "gz"),
        ])
    func suffixes(path: String, expected: Compression, bare: String) {
        #expect(compression(forPath: path) == expected)
        #expect(uncompressedName(path) == bare)
    }
}
