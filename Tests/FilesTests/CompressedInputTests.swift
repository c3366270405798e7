import Testing
import TrancheColumnar

@testable import TrancheFiles

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Whether the system has a command.
private func has(_ tool: String) -> Bool { shell("command -v \(tool) > /dev/null") == 0 }

/// One whole member or frame.
func pack(_ bytes: [UInt8], _ compression: Compression, level: Int? = nil) throws -> [UInt8] {
    let output = ByteBuffer()
    let compressor = try BlockCompressor(compression, level: level)
    unsafe try compressor.compress(bytes, count: bytes.count, into: output)
    return (0..<output.count).map { unsafe output.base[$0] }
}

/// The same kind, not detected but demanded.
private func forced(_ compression: Compression) -> InputCompression {
    compression == .gzip ? .gzip : .zstd
}

@Suite("Compressed input")
struct CompressedInputTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func unpack(
        _ bytes: [UInt8], _ compression: InputCompression = .automatic, step: Int = 70_001
    ) throws -> [UInt8] {
        let path = try directory.write("packed", bytes)
        let input = try openInput(path: path, compression: compression)
        let result = try readAll(input, step: step)
        #expect(input.consumedBytes == Int64(bytes.count))
        return result
    }

    @Test(
        "What was packed comes back, in pieces of any size",
        arguments: [Compression.none, .gzip, .zstd], [1, 1000, 1 << 20])
    func roundTrip(compression: Compression, step: Int) throws {
        let bytes = sampleBytes(step == 1 ? 5000 : 700_000)
        #expect(try unpack(pack(bytes, compression), step: step) == bytes)
    }

    @Test(
        "A very compressible member larger than the block comes back",
        arguments: [
            Compression.gzip, .zstd,
        ])
    func dense(compression: Compression) throws {
        let bytes = [UInt8](repeating: 7, count: 3_000_000)
        #expect(try unpack(pack(bytes, compression), step: 4096) == bytes)
    }

    @Test(
        "Members and frames that follow each other are one input",
        arguments: [
            Compression.gzip, .zstd,
        ])
    func concatenated(compression: Compression) throws {
        var packed: [UInt8] = []
        var whole: [UInt8] = []
        for count in [0, 1, 300_000, 0, 17] {
            let bytes = sampleBytes(count, seed: UInt64(count))
            packed += try pack(bytes, compression)
            whole += bytes
        }
        #expect(try unpack(packed) == whole)
    }

    @Test("Zero bytes after the last gzip member are padding")
    func zeroPadding() throws {
        let packed = try pack(Array("data".utf8), .gzip)
        let padded = packed + [UInt8](repeating: 0, count: 600_000)
        #expect(try unpack(padded) == Array("data".utf8))
    }

    @Test("Skippable zstd frames are left out, also as the first")
    func skippableFrames() throws {
        let skippable: [UInt8] = [0x57, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
        let frame = try pack(Array("data".utf8), .zstd)
        #expect(try unpack(skippable + frame + skippable) == Array("data".utf8))
    }

    @Test("An empty file is empty input", arguments: InputCompression.allCases)
    func empty(compression: InputCompression) throws {
        #expect(try unpack([], compression).isEmpty)
    }

    @Test(
        "Input cut at any byte is an error, never a short success",
        arguments: [Compression.gzip, .zstd])
    func truncated(compression: Compression) throws {
        let packed = try pack(sampleBytes(300), compression)
        for length in 1..<packed.count {
            let error = jobError {
                _ = try unpack(
                    Array(packed[..<length]), forced(compression))
            }
            #expect(error?.code == .data)
            #expect(error?.message.contains("ends at byte \(length), inside a") == true)
        }
    }

    @Test("Input cut inside a later member is an error", arguments: [Compression.gzip, .zstd])
    func truncatedLater(compression: Compression) throws {
        let one = try pack(sampleBytes(300), compression)
        for cut in [1, 5, 20] {
            let error = jobError { _ = try unpack(one + one.dropLast(one.count - cut)) }
            #expect(error?.message.contains("inside a") == true)
        }
    }

    @Test(
        "Garbage after the last member names its offset",
        arguments: [
            Compression.gzip, .zstd,
        ], ["garbage after it", "\u{1F}garbage", "G"])
    func garbage(compression: Compression, tail: String) throws {
        let packed = try pack(Array("data".utf8), compression)
        if compression == .zstd && tail.utf8.count < 4 { return }  // too short to tell from a cut
        let error = jobError { _ = try unpack(packed + Array(tail.utf8)) }
        #expect(error?.code == .data)
        #expect(error?.message.contains("at byte \(packed.count)") == true)
    }

    @Test("Garbage after zero padding is an error")
    func garbageAfterPadding() throws {
        let packed = try pack(Array("data".utf8), .gzip) + [0, 0, 0]
        let error = jobError { _ = try unpack(packed + [1]) }
        #expect(error?.message.contains("at byte \(packed.count)") == true)
    }

    @Test("A flipped byte never passes for data", arguments: [Compression.gzip, .zstd])
    func flipped(compression: Compression) throws {
        let bytes = sampleBytes(2000)
        let packed = try pack(bytes, compression)
        // The first bytes of a gzip header hold nothing but hints (RFC 1952 §2.3.1).
        for index in (compression == .gzip ? 10 : 4)..<packed.count {
            var damaged = packed
            damaged[index] ^= 0x10
            let result = try? unpack(damaged, forced(compression))
            #expect(result == nil || result == bytes, "byte \(index)")
        }
    }

    @Test(
        "Plain data under a forced compression is refused with a way out",
        arguments: [
            InputCompression.gzip, .zstd,
        ])
    func wrongKind(compression: InputCompression) throws {
        let error = jobError { _ = try unpack(Array("a,b\n1,2\n".utf8), compression) }
        #expect(error?.message == "no \(compression.rawValue) data")
        #expect(error?.hint?.contains("--compression none") == true)
    }

    @Test("Compressed data is passed on as it is when told so")
    func raw() throws {
        let packed = try pack(Array("data".utf8), .gzip)
        let input = try DescriptorInput(path: directory.write("x", packed))
        let plain = try decodeInput(input, compression: .none, encoding: .utf8)
        #expect(try readAll(plain) == packed)
    }

    @Test("xz and zip are named, not read as text")
    func unreadable() throws {
        let xz: [UInt8] = [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 1, 2]
        #expect(jobError { _ = try unpack(xz) }?.message.contains("xz") == true)
        #expect(jobError { _ = try unpack([0x50, 0x4B, 3, 4]) }?.message.contains("zip") == true)
    }

    @Test(
        "Looking at the first bytes of a pipe loses none of them",
        arguments: [
            "", "P", "PK", "a,b\n1,2\n", "\u{1F}", "P\u{3}",
        ])
    func peeksPipe(text: String) throws {
        let pipe = try Pipe()
        pipe.write(text)
        close(pipe.writeEnd)
        let plain = try DescriptorInput(
            descriptor: pipe.readEnd, name: "pipe", ownsDescriptor: true)
        #expect(try readAll(decodeInput(plain)) == Array(text.utf8))
    }

    @Test("Detection waits only for bytes that could complete a signature")
    func peeksNoFurther() throws {
        let pipe = try Pipe()
        defer { close(pipe.writeEnd) }
        pipe.write("a")
        let plain = try DescriptorInput(
            descriptor: pipe.readEnd, name: "pipe", ownsDescriptor: true)
        let input = try decodeInput(plain)
        var byte: UInt8 = 0
        // The writer is still there: asking for a second byte would wait for ever.
        let taken = unsafe try input.read(into: &byte, count: 1)
        #expect(taken == 1)
        #expect(byte == UInt8(ascii: "a"))
    }

    @Test(
        "A compressed pipe that is woken is not mistaken for a truncated one",
        arguments: [
            Compression.gzip, .zstd,
        ])
    func wokenInside(compression: Compression) throws {
        let packed = try pack(sampleBytes(2000), compression)
        let pipe = try Pipe()
        let wake = try Pipe()
        let half = Array(packed[..<(packed.count / 2)])
        pipe.write(half)
        let plain = try DescriptorInput(
            descriptor: pipe.readEnd, name: "pipe", ownsDescriptor: true,
            wakeDescriptor: wake.readEnd)
        let input = try decodeInput(plain)
        wake.write("!")
        let before = try readAll(input)
        #expect(input.wasWoken)
        #expect(wake.takeByte() != nil)
        let rest = Array(packed[half.count...])
        pipe.write(rest)
        close(pipe.writeEnd)
        #expect(try before + readAll(input) == sampleBytes(2000))
        wake.closeBoth()
    }

    @Test("Skipping counts unpacked bytes", arguments: [Compression.gzip, .zstd])
    func skips(compression: Compression) throws {
        let bytes = sampleBytes(600_000)
        let path = try directory.write("x", pack(bytes, compression))
        let input = try openInput(path: path)
        try input.skip(555_555)
        #expect(try readAll(input) == Array(bytes[555_555...]))
        let short = try openInput(path: path)
        #expect(jobError { try short.skip(600_001) }?.code == .data)
    }

    @Test(
        "The system's tools read what we write, and we read what they write",
        arguments: ["gzip", "zstd"])
    func tools(tool: String) throws {
        guard has(tool) else { return }
        let compression = try #require(Compression(rawValue: tool))
        let bytes = sampleBytes(900_000)
        try directory.write("ours", pack(bytes, compression) + pack([], compression))
        let ours = directory.file("ours")
        #expect(shell("\(tool) -dc < '\(ours)' > '\(ours).out'") == 0)
        #expect(directory.content("ours.out") == bytes)
        let theirs = try directory.write("theirs", bytes)
        #expect(shell("\(tool) -c < '\(theirs)' > '\(theirs).packed'") == 0)
        #expect(try readAll(openInput(path: theirs + ".packed")) == bytes)
    }

    @Test("A frame that needs too much memory is refused with a way out")
    func hugeWindow() throws {
        guard has("zstd") else { return }
        let path = directory.file("huge.zst")
        try #require(shell("head -c 5000 /dev/zero | zstd -q --long=30 -c > '\(path)'") == 0)
        let error = jobError { _ = try readAll(openInput(path: path)) }
        #expect(error?.message == "needs a window beyond 128 MiB to unpack")
    }
}
