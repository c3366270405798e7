import Testing
import TrancheColumnar
import TrancheFiles

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("Patterns and the identity of input")
struct InputIdentityTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func identity(_ names: String...) throws -> InputIdentity {
        try InputIdentity(paths: names.map { directory.file($0) })
    }

    @Test(
        "A pattern gives its files sorted by bytes",
        arguments: [
            ("*.csv", ["B.csv", "a*.csv", "a1.csv", "a10.csv", "a2.csv", "é.csv"]),
            ("a?.csv", ["a*.csv", "a1.csv", "a2.csv"]), ("a[12].csv", ["a1.csv", "a2.csv"]),
            ("a*.csv", ["a*.csv"]), ("a2.csv", ["a2.csv"]),
        ])
    func globs(pattern: String, expected: [String]) throws {
        for name in ["é.csv", "a2.csv", "a10.csv", "B.csv", "a1.csv", ".h.csv", "x.txt", "a*.csv"] {
            try directory.write(name, "")
        }
        let found = try expandGlob(directory.file(pattern))
        #expect(found == expected.map { directory.file($0) })
    }

    @Test(
        "Nothing found is missing input",
        arguments: [
            ("*.csv", "no file matches"), ("x.csv", "cannot open: No such file or directory"),
        ])
    func noMatch(pattern: String, message: String) {
        let error = jobError { _ = try expandGlob(directory.file(pattern)) }
        #expect(error?.code == .inputMissing)
        #expect(error?.message == message)
    }

    @Test("Standard input is no pattern")
    func standardInput() throws {
        #expect(try expandGlob("-") == ["-"])
    }

    @Test("An unchanged input is the same, also after its text form and through a link")
    func unchanged() throws {
        try directory.write("a\n%0A b.csv", sampleBytes(200_000))
        try directory.write("empty", "")
        unsafe try #require(mkfifo(directory.file("fifo"), 0o600) == 0)
        let first = try identity("a\n%0A b.csv", "empty", "fifo")
        #expect(first.files[2].content == nil)
        #expect(InputIdentity(first.description) == first)
        #expect(try identity("a\n%0A b.csv", "empty", "fifo").difference(from: first) == nil)
        unsafe try #require(symlink(directory.file("empty"), directory.file("link")) == 0)
        #expect(try identity("link") == identity("empty"))
        #expect(try InputIdentity(paths: ["-"]).description == "- - - -")
    }

    @Test("A text that is no identity is refused", arguments: ["x", "1 2 3", "1 zz 3 x", "- -"])
    func malformed(text: String) { #expect(InputIdentity(text) == nil) }

    @Test(
        "A changed file is named with what changed",
        arguments: [
            ("1234567890", "123456789012", "x.csv grew from 10 to 12 bytes"),
            ("1234567890", "12345", "x.csv shrank from 10 to 5 bytes"),
            ("1234567890", "1234567899", "x.csv has the same size but its content changed"),
        ])
    func changed(before: String, after: String, words: String) throws {
        try directory.write("x.csv", before)
        let first = try identity("x.csv")
        try directory.write("x.csv", after)
        #expect(try identity("x.csv").difference(from: first) == words)
    }

    @Test(
        "A change at either end of a large file is seen", arguments: [0, 65_535, 134_464, 199_999])
    func changedInside(position: Int) throws {
        var bytes = sampleBytes(200_000)
        try directory.write("x", bytes)
        let first = try identity("x")
        bytes[position] ^= 1
        try directory.write("x", bytes)
        #expect(try identity("x") != first)
    }

    @Test("Other files and another order are told")
    func otherFiles() throws {
        for name in ["a", "b", "c"] { try directory.write(name, name) }
        let first = try identity("a", "b")
        #expect(
            try identity("b", "c").difference(from: first)
                == "a is no longer read, c was not read before")
        #expect(
            try identity("b", "a").difference(from: first)
                == "the files are read in another order")
    }

    @Test("A file that is gone is missing input")
    func gone() {
        #expect(jobError { _ = try identity("none") }?.code == .inputMissing)
    }

    @Test(
        "The hash before a position covers the last 64 KiB there",
        arguments: [0, 5, 65_536, 99_999])
    func hashBefore(offset: Int) throws {
        let bytes = sampleBytes(100_000)
        let path = try directory.write("x", bytes)
        let expected = RunningHash()
        for byte in bytes[max(0, offset - 65_536)..<offset] {
            unsafe withUnsafeBytes(of: byte) { room in
                if let start = room.baseAddress { unsafe expected.update(start, count: 1) }
            }
        }
        #expect(try hashOfBytes(path, before: Int64(offset)) == expected.digest)
    }

    @Test("A position beyond the end is an error")
    func hashBeyond() throws {
        let path = try directory.write("x", "12345")
        #expect(jobError { _ = try hashOfBytes(path, before: 6) }?.code == .data)
    }

    @Test("XXH3 of nothing is the published value")
    func emptyHash() {
        #expect(hexadecimal(RunningHash().digest) == "2d06800538d394c2")
        #expect(hexadecimal(7) == "0000000000000007")
    }
}
