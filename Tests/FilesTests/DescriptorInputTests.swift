import Testing
import TrancheColumnar

@testable import TrancheFiles

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("Plain input")
struct DescriptorInputTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test("A file is read whole in pieces of any size", arguments: [1, 7, 4096, 1 << 20])
    func readsWhole(step: Int) throws {
        let bytes = sampleBytes(10_001)
        let input = try DescriptorInput(path: directory.write("x", bytes))
        #expect(input.isRegular && input.size == 10_001)
        #expect(try readAll(input, step: step) == bytes)
        #expect(input.consumedBytes == 10_001)
        #expect(!input.wasWoken)
    }

    @Test("What cannot be opened is an error that says why")
    func refusals() throws {
        let missing = jobError { _ = try DescriptorInput(path: directory.file("none")) }
        #expect(missing?.code == .inputMissing)
        #expect(missing?.message == "cannot open: No such file or directory")
        #expect(missing?.location == directory.file("none"))
        #expect(missing?.hint != nil)
        let folder = jobError { _ = try openInput(path: directory.path) }
        #expect(folder?.code == .inputMissing)
        #expect(folder?.message == "a directory, not a file")
    }

    @Test("Skipping seeks, and counts bytes that were peeked at", arguments: [0, 1, 4, 5, 99, 100])
    func skips(count: Int) throws {
        let bytes = sampleBytes(100)
        let input = try DescriptorInput(path: directory.write("x", bytes))
        #expect(try input.peek(atLeast: 4) == Array(bytes[..<4]))
        #expect(input.consumedBytes == 0)
        try input.skip(Int64(count))
        #expect(input.consumedBytes == Int64(count))
        #expect(try readAll(input) == Array(bytes[count...]))
    }

    @Test("Skipping beyond the end is an error, for files and pipes alike")
    func skipsTooFar() throws {
        let path = try directory.write("x", "12345")
        let pipe = try Pipe()
        pipe.write("12345")
        close(pipe.writeEnd)
        let piped = try DescriptorInput(
            descriptor: pipe.readEnd, name: "pipe", ownsDescriptor: true)
        for input in [try DescriptorInput(path: path), piped] {
            let error = jobError { try input.skip(8) }
            #expect(error?.code == .data)
            #expect(error?.message == "ends 3 bytes before the position to resume at")
        }
    }

    @Test("A pipe is read to its end, whatever the writer's pieces are")
    func readsPipe() throws {
        let pipe = try Pipe()
        let pid = start(
            "printf abc; head -c 3000000 /dev/zero; printf xyz", output: pipe.writeEnd)
        close(pipe.writeEnd)
        let input = try DescriptorInput(
            descriptor: pipe.readEnd, name: "pipe", ownsDescriptor: true)
        let bytes = try readAll(input, step: 1 << 20)
        #expect(bytes.count == 3_000_006)
        #expect(bytes.starts(with: Array("abc".utf8)))
        #expect(bytes.suffix(3) == Array("xyz".utf8)[...])
        #expect(wait(for: pid) == 0)
    }

    @Test("The wake descriptor ends a wait for bytes, and nothing is lost")
    func wakes() throws {
        let pipe = try Pipe()
        let wake = try Pipe()
        let input = try DescriptorInput(
            descriptor: pipe.readEnd, name: "pipe", ownsDescriptor: true,
            wakeDescriptor: wake.readEnd)
        wake.write("!")
        #expect(try readAll(input).isEmpty)
        #expect(input.wasWoken)
        #expect(jobError { try input.skip(1) }?.code == .stopped)
        #expect(wake.takeByte() != nil)
        pipe.write("later")
        close(pipe.writeEnd)
        #expect(try readAll(input) == Array("later".utf8))
        #expect(!input.wasWoken)
        wake.closeBoth()
    }

    @Test("A FIFO without a writer can be opened, and is left when woken")
    func fifoWithoutWriter() throws {
        let wake = try Pipe()
        let path = directory.file("fifo")
        unsafe try #require(mkfifo(path, 0o600) == 0)
        wake.write("!")
        let input = try DescriptorInput(path: path, wakeDescriptor: wake.readEnd)
        #expect(try readAll(input).isEmpty && input.wasWoken)
        wake.closeBoth()
    }

    @Test("A FIFO whose writer comes late is read whole")
    func fifoWithWriter() throws {
        let path = directory.file("fifo")
        unsafe try #require(mkfifo(path, 0o600) == 0)
        let input = try DescriptorInput(path: path)
        let pid = start("printf 'one two' > '\(path)'")
        #expect(try readAll(input) == Array("one two".utf8))
        #expect(wait(for: pid) == 0)
    }

    @Test("A read that fails carries the system's text")
    func failingRead() throws {
        let path = try directory.write("x", "1")
        let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
        let input = try DescriptorInput(descriptor: descriptor, name: path, ownsDescriptor: true)
        let error = jobError { _ = try readAll(input) }
        #expect(error?.code == .inputOutput)
        #expect(error?.message == "cannot read: Bad file descriptor")
    }

    @Test(
        "Each errno has its code",
        arguments: [
            (ENOENT, FileAction.openInput, JobError.Code.inputMissing),
            (ENOENT, .createOutput, .cannotCreate), (ENOTDIR, .openInput, .inputMissing),
            (EACCES, .openInput, .permission), (EPERM, .createOutput, .permission),
            (ENOSPC, .writeOutput, .inputOutput), (ENOSPC, .createOutput, .inputOutput),
            (EDQUOT, .writeOutput, .inputOutput), (EFBIG, .writeOutput, .inputOutput),
            (EIO, .readInput, .inputOutput), (EPIPE, .writeOutput, .brokenPipe),
            (EROFS, .createOutput, .cannotCreate), (EISDIR, .publishOutput, .cannotCreate),
        ])
    func codes(number: Int32, action: FileAction, code: JobError.Code) {
        let error = JobError(action, "x.csv", errno: number)
        #expect(error.code == code)
        #expect(error.location == "x.csv")
        let text = unsafe String(cString: strerror(number))
        #expect(error.message == "\(action.words): \(text)")
        #expect((error.hint == nil) == (number == EPIPE))
    }
}
