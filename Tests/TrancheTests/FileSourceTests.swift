import Testing
import TrancheColumnar
import TrancheFiles
import TrancheFormats
import TranchePipeline
import TrancheServices

@testable import Tranche

@Suite("Columns and types of files")
struct FileSourceTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func types(_ text: String, _ change: (inout FileSourceOptions) -> Void = { _ in })
        throws -> [DataType]
    {
        let path = try directory.write("in.csv", text)
        var options = FileSourceOptions(paths: [path], name: path, format: .csv(.comma))
        options.infersTypes = true
        change(&options)
        let source = try FileSource(options)
        defer { source.close() }
        return source.schema.fields.map(\.type)
    }

    @Test(
        "A type is the narrowest that loses nothing",
        arguments: [
            ("1\n-2\n", .bigint), ("1\n\n3\n", .bigint), ("1\n2.50\n", .numeric),
            ("007\n", .text), ("12345678901234567890\n", .numeric), ("1\nx\n", .text),
            ("true\nfalse\n", .boolean), ("2026-01-01\n", .date), ("\n\n", .text), ("", .text),
            ("+1\n", .text), ("1,000\n", .text), ("1e5\n", .numeric),
        ] as [(String, DataType)])
    func inference(_ values: String, _ type: DataType) throws {
        let isList = values == "1,000\n"
        #expect(try types("n\n" + (isList ? "\"1,000\"\n" : values)) == [type])
    }

    @Test("Without a reason to infer, columns are text; named types win")
    func named() throws {
        #expect(try types("a,b\n1,2\n") { $0.infersTypes = false } == [.text, .text])
        #expect(try types("a,b\n1,2\n") { $0.types = [("b", .numeric)] } == [.bigint, .numeric])
        let error = #expect(throws: JobError.self) {
            try types("amount,b\n1,2\n") { $0.types = [("amuont", .numeric)] }
        }
        #expect(error?.code == .usage && error?.hint == "did you mean amount?")
    }

    /// A file of 2 MiB of integers, eight bytes a line.
    private static func big(_ change: (inout [String]) -> Void) -> String {
        var lines = (0..<262_144).map { String(1_000_000 + $0) }
        change(&lines)
        return "n\n" + lines.joined(separator: "\n") + "\n"
    }

    @Test("What stands only in the middle of a big file widens the type")
    func middle() throws {
        #expect(try types(Self.big { _ in }) == [.bigint])
        // 128 KiB of them, which is more than lies between two windows of the sample.
        let text = Self.big { lines in
            for line in 130_000..<146_384 { lines[line] = "12345.5" }
        }
        #expect(try types(text) == [.numeric])
        #expect(try types(Self.big { $0[262_143] = "x" }) == [.text])
    }

    private func job(_ paths: [String], _ sink: String) -> JobDefinition {
        var job = JobDefinition(
            name: "t", source: SourceDefinition(.files(paths)),
            sink: SinkDefinition(.files([directory.file(sink)])))
        job.run.statePath = directory.file("state.db")
        job.run.chunkBytes = 65_536
        return job
    }

    private func failure(_ job: JobDefinition) async throws -> JobError? {
        let report = try await JobRunner(job, control: StopControl()).run()
        guard case .failed(let error) = report.end else { return nil }
        return error as? JobError
    }

    @Test("A misfit that the sample did not see is told with its column, place and a way out")
    func lateMisfit() async throws {
        // Between the windows that begin at 12/24 and 13/24 of the file.
        let path = try directory.write("in.csv", Self.big { $0[135_000] = "1.5" })
        let error = try await failure(job([path], "out.ndjson"))
        #expect(error?.code == .data && error?.location == "\(path):135002")
        #expect(error?.message.contains("column n") == true)
        #expect(error?.message.contains("'1.5'") == true)
        #expect(error?.hint?.contains("--types") == true, "\(error?.hint ?? "")")
        #expect(error?.hint?.contains("n:") == true)
    }

    @Test("Several files are read one after another, each with its header")
    func several() async throws {
        let first = try directory.write("1.csv", "a,b\n1,2\n3,4")
        let second = try directory.write("2.csv", "a,b\n5,6\n")
        let empty = try directory.write("3.csv", "")
        let last = try directory.write("4.csv", "a,b\r\n7,8\r\nx\r\n")
        var job = job([first, second, empty, last], "out.csv")
        job.rejects.limit = .count(1)
        #expect(try await failure(job) == nil)
        #expect(directory.text("out.csv") == "a,b\n1,2\n3,4\n5,6\n7,8\n")
        let rejects = directory.text("out.csv.rejects.ndjson") ?? ""
        #expect(rejects.contains("\"file\":\"\(last)\",\"record\":2,\"line\":3,\"offset\":10,"))
    }

    @Test("A file with another header ends the run, and says where and how")
    func otherHeader() async throws {
        let first = try directory.write("1.csv", "a,b\n1,2\n")
        let second = try directory.write("2.csv", "b,a\n5,6\n")
        let error = try await failure(job([first, second], "out.csv"))
        #expect(error?.location == "\(second):1")
        #expect(error?.message == "found header b,a, wanted a,b as in \(first)")
    }

    @Test(
        "A header that names no column, or one twice, is refused",
        arguments: [
            ("a,,c\n", "found no name for column 2"), ("a,b,a\n", "found column a twice"),
            ("", "found an empty file"), ("a,\"b\n", "found a quote that is not closed"),
        ])
    func badHeader(_ text: String, _ message: String) {
        let error = #expect(throws: JobError.self) { try types(text) }
        #expect(error?.code == .data && error?.message.hasPrefix(message) == true)
    }

    @Test("A file without a header has numbered columns, or those that are given")
    func noHeader() throws {
        let path = try directory.write("in.csv", "\"1\n2\",x\n3,y\n")
        var options = FileSourceOptions(paths: [path], name: path, format: .csv(.comma))
        options.hasHeader = false
        #expect(try FileSource(options).schema.names == ["column1", "column2"])
        options.columns = ["k", "v"]
        #expect(try FileSource(options).schema.names == ["k", "v"])
        options.hasHeader = true
        options.columns = ["k"]
        #expect(throws: JobError.self) { try FileSource(options) }
    }

    @Test("Lines that end with CR alone are refused, with a header and without")
    func bareReturns() throws {
        let path = try directory.write("in.csv", "a,b\r1,2\r3,4\r")
        for hasHeader in [true, false] {
            var options = FileSourceOptions(paths: [path], name: path, format: .csv(.comma))
            options.hasHeader = hasHeader
            let error = #expect(throws: JobError.self) { try FileSource(options) }
            #expect(error?.code == .data && error?.location == "\(path):1")
            #expect(error?.message == "found bare CR line ends, wanted LF or CRLF")
        }
        try directory.write("in.csv", "\"a\rb\",c\r\n1,2\r\n")
        let source = try FileSource(
            FileSourceOptions(paths: [path], name: path, format: .csv(.comma)))
        defer { source.close() }
        #expect(source.schema.names == ["a\rb", "c"])
    }

    @Test("A format with two letters swapped is recognised")
    func swapped() {
        let error = #expect(throws: JobError.self) {
            try fileFormat(named: "cvs", path: "a", flag: "--from", delimiter: nil)
        }
        #expect(error?.hint == "did you mean csv?")
    }
}
