import Testing
import TrancheColumnar

@testable import TrancheFiles

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("Resuming an output file")
struct ResumeTests {
    let directory: TemporaryDirectory
    /// What the checkpoint of the stopped run says: `committed`.
    let prefix: CommittedPrefix

    init() throws {
        directory = try TemporaryDirectory()
        let file = try CheckpointedFile(path: directory.file("out"), mode: .create)
        try file.create()
        try file.write("commi")
        try file.write("tted")
        prefix = try file.commit()
        try file.write("torn tail")
        file.close()
    }

    private func open(_ mode: FileMode = .create) throws -> CheckpointedFile {
        try CheckpointedFile(path: directory.file("out"), mode: mode)
    }

    @Test("The tail is cut off, and the result is that of an undisturbed run")
    func cutsTail() throws {
        let file = try open()
        try file.resume(prefix)
        #expect(file.offset == 9 && file.digest == prefix.digest)
        #expect(directory.text(".out.part") == "committed")
        try file.write(" and more")
        let end = try file.commit()
        try file.publish()
        #expect(directory.text("out") == "committed and more")
        let undisturbed = try CheckpointedFile(path: directory.file("other"), mode: .create)
        try undisturbed.create()
        try undisturbed.write("committed and more")
        #expect(try undisturbed.commit() == end)
    }

    @Test("A run resumes as often as it is stopped")
    func resumesAgain() throws {
        var last = prefix
        for _ in 0..<3 {
            let file = try open()
            try file.resume(last)
            try file.write("+")
            last = try file.commit()
            try file.write("torn")
            file.close()
        }
        let file = try open()
        try file.resume(last)
        try file.publish()
        #expect(directory.text("out") == "committed+++")
    }

    @Test(
        "A part that is not what the checkpoint says is refused and left alone",
        arguments: [
            ("Committed torn", "changed in its first 9 bytes since the checkpoint"),
            ("commit", "has 6 bytes, the checkpoint says 9"),
            (nil, "is missing, the checkpoint says 9 bytes were written"),
        ] as [(String?, String)])
    func refuses(content: String?, message: String) throws {
        if let content {
            try directory.write(".out.part", content)
        } else {
            unsafe try #require(unlink(directory.file(".out.part")) == 0)
        }
        let error = jobError { try open().resume(prefix) }
        #expect(error?.code == .data)
        #expect(error?.message == message)
        #expect(error?.location == directory.file(".out.part"))
        #expect(error?.hint == "start over with --fresh")
        #expect(directory.text(".out.part") == content)
        try open().create()
    }

    @Test("A part with a second name is not cut")
    func hardLink() throws {
        unsafe try #require(link(directory.file(".out.part"), directory.file("second")) == 0)
        #expect(jobError { try open().resume(prefix) }?.code == .data)
        #expect(directory.text("second") == "committedtorn tail")
    }

    @Test("A checkpoint of nothing needs no part")
    func emptyPrefix() throws {
        unsafe try #require(unlink(directory.file(".out.part")) == 0)
        let file = try open()
        try file.resume(CommittedPrefix(offset: 0, digest: RunningHash().digest))
        try file.publish()
        #expect(directory.text("out") == "")
    }

    @Test("A file is published when length and hash agree, and only then")
    func isPublished() throws {
        let before = try open()
        #expect(try !before.isPublished(prefix))
        let file = try open()
        try file.resume(prefix)
        try file.publish()
        #expect(try before.isPublished(prefix))
        try directory.write("out", "Committed")
        #expect(try !before.isPublished(prefix))
        try directory.write("out", "committed!")
        #expect(try !before.isPublished(prefix))
    }

    @Test("A run that died between link and unlink is published, and its part is removed")
    func diedInPublish() throws {
        let file = try open()
        try file.resume(prefix)
        file.close()
        unsafe try #require(link(directory.file(".out.part"), directory.file("out")) == 0)
        #expect(try open().isPublished(prefix))
        #expect(directory.content(".out.part") == nil)
        #expect(directory.text("out") == "committed")
    }

    @Test("A large prefix is verified in pieces")
    func largePrefix() throws {
        let file = try open(.replace)
        try file.create()
        for seed in 0..<9 { try file.write(sampleBytes(123_457, seed: UInt64(seed))) }
        let large = try file.commit()
        file.close()
        let again = try open(.replace)
        try again.resume(large)
        #expect(again.offset == 9 * 123_457)
    }

    @Test("The lock of a dead process is free")
    func deadHolder() throws {
        let part = directory.file(".out.part")
        let (toChild, fromChild) = (try Pipe(), try Pipe())
        let pid = start(
            "exec flock --no-fork '\(part)' cat", input: toChild.readEnd,
            output: fromChild.writeEnd)
        defer { for end in [toChild.readEnd, toChild.writeEnd, fromChild.readEnd] { close(end) } }
        close(fromChild.writeEnd)
        toChild.write("x")
        try #require(fromChild.takeByte() != nil, "flock(1) is missing")
        #expect(jobError { try open().resume(prefix) }?.code == .locked)
        kill(pid, SIGKILL)
        #expect(wait(for: pid) == 128 + SIGKILL)
        try open().resume(prefix)
    }
}
