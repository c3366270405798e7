import Testing
import TrancheColumnar

@testable import TrancheFiles

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("Output to streams")
struct StreamOutputTests {
    let directory: TemporaryDirectory

    init() throws {
        // As the program does: a reader who leaves shall be an error and not a death.
        signal(SIGPIPE, SIG_IGN)
        directory = try TemporaryDirectory()
    }

    @Test("A pipe gets every byte, whether we own it or share it", arguments: [true, false])
    func fillsPipe(owned: Bool) throws {
        let pipe = try Pipe()
        let copy = directory.file("copy")
        let pid = start("cat > '\(copy)'", input: pipe.readEnd)
        close(pipe.readEnd)
        let output = try StreamOutput(
            descriptor: pipe.writeEnd, name: "pipe", ownsDescriptor: owned)
        let bytes = sampleBytes(5_000_000)
        try output.write(bytes)
        #expect(output.offset == 5_000_000)
        // Others who share the pipe must not find it changed.
        #expect(fcntl(pipe.writeEnd, F_GETFL) & O_NONBLOCK == 0)
        output.close()
        if !owned { close(pipe.writeEnd) }
        #expect(wait(for: pid) == 0)
        #expect(directory.content("copy") == bytes)
    }

    @Test("A socket gets every byte")
    func fillsSocket() throws {
        var ends: [Int32] = [0, 0]
        let made = unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
        try #require(made == 0)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let pid = start("cat > '\(directory.file("copy"))'", input: ends[0])
        close(ends[0])
        let output = try StreamOutput(descriptor: ends[1], name: "socket", ownsDescriptor: true)
        try output.write(sampleBytes(2_000_000))
        output.close()
        #expect(wait(for: pid) == 0)
        #expect(directory.content("copy") == sampleBytes(2_000_000))
    }

    @Test("A reader who left is a broken pipe")
    func brokenPipe() throws {
        let pipe = try Pipe()
        let output = try StreamOutput(
            descriptor: pipe.writeEnd, name: "standard output", ownsDescriptor: true)
        try output.write("first")
        close(pipe.readEnd)
        let error = jobError { try output.write("second") }
        #expect(error?.code == .brokenPipe)
        #expect(error?.location == "standard output")
    }

    @Test("A full pipe and a wake end in a stop; without a wake there is none")
    func stops() throws {
        let pipe = try Pipe()
        let wake = try Pipe()
        let output = try StreamOutput(
            descriptor: pipe.writeEnd, name: "pipe", ownsDescriptor: false,
            wakeDescriptor: wake.readEnd)
        output.grace = 10_000_000
        wake.write("!")
        // Woken, but the pipe has room: nothing to wait for.
        try output.write("room")
        let error = jobError { try output.write([UInt8](repeating: 0, count: 3 << 20)) }
        #expect(error?.code == .stopped)
        #expect(output.offset > 4 && output.offset < 3 << 20)
        for end in [pipe.readEnd, pipe.writeEnd, wake.readEnd, wake.writeEnd] { close(end) }
    }

    @Test("A full disk is an error", arguments: [1, 100_000])
    func fullDevice(count: Int) throws {
        let output = try StreamOutput(path: "/dev/full")
        let error = jobError { try output.write([UInt8](repeating: 1, count: count)) }
        #expect(error?.code == .inputOutput)
        #expect(error?.message == "cannot write: No space left on device")
        #expect(error?.location == "/dev/full")
        #expect(error?.hint?.hasPrefix("make room") == true)
    }

    @Test("/dev/null takes everything")
    func null() throws {
        let output = try StreamOutput(path: "/dev/null")
        try output.write(sampleBytes(1_000_000))
        #expect(output.offset == 1_000_000)
    }

    @Test("A regular file behind a shared descriptor is appended to")
    func redirected() throws {
        let path = try directory.write("out", "before ")
        let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        let output = try StreamOutput(descriptor: descriptor, name: "out", ownsDescriptor: true)
        try output.write("after")
        #expect(directory.text("out") == "before after")
    }

    @Test("A FIFO waits for its reader, and a wake ends that")
    func fifo() throws {
        let wake = try Pipe()
        let path = directory.file("fifo")
        unsafe try #require(mkfifo(path, 0o600) == 0)
        let pid = start("cat '\(path)' > '\(directory.file("copy"))'")
        let output = try StreamOutput(path: path, wakeDescriptor: wake.readEnd)
        try output.write("through")
        output.close()
        #expect(wait(for: pid) == 0)
        #expect(directory.text("copy") == "through")
        wake.write("!")
        let error = jobError { _ = try StreamOutput(path: path, wakeDescriptor: wake.readEnd) }
        #expect(error?.code == .stopped)
        for end in [wake.readEnd, wake.writeEnd] { close(end) }
    }

    @Test("What a path names decides how it is written")
    func kinds() throws {
        unsafe try #require(mkfifo(directory.file("fifo"), 0o600) == 0)
        try directory.write("file", "")
        let streams = ["-", "/dev/null", directory.file("fifo")]
        let files = [directory.file("file"), directory.file("none"), directory.path]
        #expect(streams.allSatisfy { OutputKind(path: $0) == .stream })
        #expect(files.allSatisfy { OutputKind(path: $0) == .file })
    }
}
