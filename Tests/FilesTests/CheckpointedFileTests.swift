import Testing
import TrancheColumnar

@testable import TrancheFiles

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("An output file with checkpoints")
struct CheckpointedFileTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    func open(_ name: String = "out.csv", _ mode: FileMode = .create) throws -> CheckpointedFile {
        try CheckpointedFile(path: directory.file(name), mode: mode)
    }

    private func permissions(_ name: String) -> mode_t? {
        status(at: directory.file(name), followLinks: true).map { $0.st_mode & 0o777 }
    }

    @Test(
        "A file bears its name only when published, and the part is gone then",
        arguments: [
            FileMode.create, .replace,
        ])
    func publishes(mode: FileMode) throws {
        let file = try open("out.csv", mode)
        try file.create()
        try file.write("one,")
        try file.write("two")
        #expect(directory.text(".out.csv.part") == "one,two")
        #expect(directory.content("out.csv") == nil)
        try file.publish()
        #expect(directory.text("out.csv") == "one,two")
        #expect(directory.content(".out.csv.part") == nil)
        #expect(file.offset == 7)
    }

    @Test("A commit tells length and hash of all bytes so far")
    func commits() throws {
        let file = try open()
        try file.create()
        let none = try file.commit()
        try file.write("abc")
        let some = try file.commit()
        #expect(none == CommittedPrefix(offset: 0, digest: RunningHash().digest))
        #expect(some.offset == 3 && some.digest == file.digest && some.digest != none.digest)
    }

    @Test("An existing final file is kept: at the start, at a resume and at the end")
    func keepsExisting() throws {
        let file = try open()
        try file.create()
        try file.write("mine")
        let prefix = try file.commit()
        try directory.write("out.csv", "theirs")
        let atEnd = jobError { try file.publish() }
        #expect(atEnd?.code == .cannotCreate && atEnd?.message == "exists already")
        file.close()
        let atStart = jobError { try open().create() }
        #expect(atStart?.code == .cannotCreate)
        #expect(atStart?.hint?.contains("--mode replace") == true)
        #expect(jobError { try open().resume(prefix) }?.code == .cannotCreate)
        #expect(directory.text("out.csv") == "theirs")
        #expect(directory.text(".out.csv.part") == "mine")
    }

    @Test(
        "A replaced file stays whole until the end, then keeps its permission bits",
        arguments: [
            mode_t(0o600), 0o640, 0o777, 0o444,
        ])
    func replaces(bits: mode_t) throws {
        try directory.write("out.csv", "old")
        unsafe try #require(chmod(directory.file("out.csv"), bits) == 0)
        let file = try open("out.csv", .replace)
        try file.create()
        #expect((permissions(".out.csv.part") ?? 0o777) & ~bits == 0, "not readable by more")
        try file.write("new")
        #expect(directory.text("out.csv") == "old")
        try file.publish()
        #expect(directory.text("out.csv") == "new")
        #expect(permissions("out.csv") == bits)
    }

    @Test(
        "A symbolic link stays one, and its target is written",
        arguments: [
            FileMode.create, .replace,
        ])
    func followsLinks(mode: FileMode) throws {
        unsafe try #require(mkdir(directory.file("real"), 0o700) == 0)
        if mode == .replace { try directory.write("real/data", "old") }
        unsafe try #require(symlink("real/data", directory.file("second")) == 0)
        unsafe try #require(symlink(directory.file("second"), directory.file("out.csv")) == 0)
        let file = try open("out.csv", mode)
        try file.create()
        try file.write("new")
        #expect(directory.text("real/.data.part") == "new")
        try file.publish()
        #expect(directory.text("real/data") == "new")
        #expect(status(at: directory.file("out.csv"), followLinks: false)?.isLink == true)
    }

    @Test("Links in a circle are an error")
    func circle() throws {
        unsafe try #require(symlink("b", directory.file("a")) == 0)
        unsafe try #require(symlink("a", directory.file("b")) == 0)
        #expect(jobError { _ = try open("a") }?.code == .cannotCreate)
    }

    @Test("What cannot hold a file is refused at the start")
    func refusals() throws {
        let missing = jobError { _ = try open("none/out.csv") }
        #expect(missing?.code == .cannotCreate)
        #expect(missing?.message == "cannot create: No such file or directory")
        unsafe try #require(mkdir(directory.file("folder"), 0o700) == 0)
        #expect(jobError { try open("folder", .replace).create() }?.message == "is a directory")
        #expect(jobError { _ = try open("folder/") }?.message == "names a directory, not a file")
        let long = String(repeating: "n", count: 255)
        #expect(jobError { try open(long).create() }?.code == .cannotCreate)
        let device = jobError { try CheckpointedFile(path: "/dev/null", mode: .replace).create() }
        #expect(device?.message == "is not a regular file")
    }

    @Test("Two runs never share a part", arguments: [FileMode.create, .replace])
    func excludes(mode: FileMode) throws {
        let first = try open("out.csv", mode)
        try first.create()
        try first.write("first")
        let prefix = try first.commit()
        #expect(jobError { try open("out.csv", mode).create() }?.code == .locked)
        #expect(jobError { try open("out.csv", mode).resume(prefix) }?.code == .locked)
        #expect(directory.text(".out.csv.part") == "first")
        first.close()
        let second = try open("out.csv", mode)
        try second.create()
        #expect(directory.text(".out.csv.part") == "")
    }

    @Test("A planted link or FIFO under the part's name is not written through")
    func plantedPart() throws {
        try directory.write("victim", "precious")
        let part = directory.file(".out.csv.part")
        unsafe try #require(symlink(directory.file("victim"), part) == 0)
        #expect(jobError { try open().create() }?.code == .cannotCreate)
        unsafe try #require(unlink(part) == 0)
        unsafe try #require(link(directory.file("victim"), part) == 0)
        let file = try open()
        try file.create()
        try file.write("x")
        #expect(directory.text("victim") == "precious")
        file.discard()
        unsafe try #require(mkfifo(part, 0o600) == 0)
        #expect(jobError { try open().create() }?.message == "is not a regular file")
    }

    @Test("Discarding removes the part and leaves the final file")
    func discards() throws {
        try directory.write("out.csv", "old")
        let file = try open("out.csv", .replace)
        try file.create()
        try file.write("new")
        file.discard()
        #expect(directory.content(".out.csv.part") == nil)
        #expect(directory.text("out.csv") == "old")
    }

    @Test("A commit that failed once is never believed again")
    func lostData() throws {
        let pipe = try Pipe()
        let file = try open()
        try file.create()
        try file.write("data")
        let part = file.descriptor
        // fdatasync refuses a pipe, as it refuses a disk that has lost what it accepted.
        file.descriptor = pipe.writeEnd
        let first = jobError { _ = try file.commit() }
        #expect(first?.code == .inputOutput)
        #expect(first?.message == "cannot make the data durable: Invalid argument")
        #expect(first?.hint?.contains("writes all data since the last checkpoint again") == true)
        file.descriptor = part
        #expect(jobError { _ = try file.commit() }?.code == .inputOutput)
        #expect(jobError { try file.publish() }?.code == .inputOutput)
        #expect(directory.content("out.csv") == nil)
        pipe.closeBoth()
    }

    @Test("A directory without permission is an error", .enabled(if: geteuid() != 0))
    func noPermission() throws {
        unsafe try #require(mkdir(directory.file("closed"), 0o500) == 0)
        #expect(jobError { try open("closed/out").create() }?.code == .permission)
    }

    @Test("A full disk is an error that names the file, and the run goes on where it stopped")
    func fullDisk() throws {
        // As the program does: a limit shall be an error and not a death.
        signal(SIGXFSZ, SIG_IGN)
        var old = rlimit()
        let known = unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &old)
        try #require(known == 0)
        let megabyte = sampleBytes(1 << 20)
        let file = try open()
        try file.create()
        // No other test writes files near 24 MiB, so none meets this limit.
        var limit = rlimit(rlim_cur: (24 << 20) + 1000, rlim_max: old.rlim_max)
        let isSet = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        try #require(isSet == 0)
        let error = jobError { for _ in 0..<25 { try file.write(megabyte) } }
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &old)
        #expect(error?.code == .inputOutput)
        #expect(error?.message == "cannot write: File too large")
        #expect(error?.location == directory.file(".out.csv.part"))
        #expect(error?.hint?.contains("ulimit -f") == true)
        #expect(file.offset == (24 << 20) + 1000)
        let prefix = try file.commit()
        file.close()
        let again = try open()
        try again.resume(prefix)
        try again.write(Array(megabyte[1000...]))
        try again.publish()
        #expect(status(at: directory.file("out.csv"), followLinks: false)?.st_size == 25 << 20)
    }
}
