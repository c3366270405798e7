import Testing
import TrancheColumnar
import TrancheFiles
import TrancheFormats
import TrancheServices

@testable import Tranche

@Suite("Inputs of JSON in which there is nothing, or nothing that can be read")
struct EmptyInputTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func run(
        _ input: String, named name: String, to sink: Endpoint,
        _ change: (inout JobDefinition) -> Void = { _ in }
    ) async throws -> RunReport {
        let path = try directory.write(name, input)
        var job = JobDefinition(
            name: "t", source: SourceDefinition(.files([path])), sink: SinkDefinition(sink))
        job.run.statePath = directory.file("state.db")
        change(&job)
        return try await JobRunner(job, control: StopControl()).run()
    }

    static let empty = [
        ("in.json", "[]"), ("in.json", "[\n]\n"), ("in.ndjson", ""), ("in.ndjson", "\n \r\n\n"),
    ]
    static let documents = [("o.json", "[\n]\n"), ("o.ndjson", ""), ("o.csv", "")]

    @Test(
        "An input without a record becomes an empty document, which can be read again",
        arguments: empty, documents)
    func emptyDocument(
        _ input: (name: String, text: String), _ output: (name: String, text: String)
    )
        async throws
    {
        let report = try await run(
            input.text, named: input.name, to: .files([directory.file(output.name)]))
        guard case .completed = report.end else {
            Issue.record("\(report.end)")
            return
        }
        #expect(report.counts.read == 0)
        #expect(directory.text(output.name) == output.text)
    }

    @Test("Named columns are those of an empty input", arguments: empty)
    func named(_ input: (name: String, text: String)) async throws {
        let sink = Endpoint.files([directory.file("o.csv")])
        _ = try await run(input.text, named: input.name, to: sink) {
            $0.source.columns = ["a"]
            $0.source.types = [("b", .bigint)]
        }
        #expect(directory.text("o.csv") == "a,b\n")
    }

    @Test("A table is made of named columns, and an existing one needs no names")
    func tables() async throws {
        let sink = Endpoint.sqlite(path: directory.file("o.db"), table: "t")
        let path = directory.file("in.json")
        let none = await #expect(throws: JobError.self) {
            try await run("[]", named: "in.json", to: sink)
        }
        #expect(none?.code == .data && none?.location == path)
        #expect(
            none?.message
                == "found no columns in an empty input, wanted at least one to make a table")
        #expect(none?.hint == "name the columns with --columns")
        let named = try await run("[]", named: "in.json", to: sink) { $0.source.columns = ["a"] }
        guard case .completed = named.end else {
            Issue.record("\(named.end)")
            return
        }
        let again = try await run("", named: "in.ndjson", to: sink)
        guard case .completed = again.end else {
            Issue.record("\(again.end)")
            return
        }
    }

    private func learn(_ files: [(name: String, text: String)]) throws -> [String] {
        let paths = try files.map { try directory.write($0.name, $0.text) }
        let isDocument = files[0].name.hasSuffix(".json")
        let options = FileSourceOptions(
            paths: paths, name: paths[0], format: isDocument ? .json : .ndjson)
        let source = try FileSource(options)
        defer { source.close() }
        return source.schema.names
    }

    @Test("A later file tells the columns where the first has no record")
    func laterFile() throws {
        #expect(try learn([("a.json", "[]"), ("b.json", "[{\"x\":1}]")]) == ["x"])
        #expect(try learn([("a.ndjson", ""), ("b.ndjson", "{\"x\":1}\n")]) == ["x"])
    }

    static let unreadable: [(name: String, text: String, place: String, message: String)] = [
        ("a.ndjson", "\n{\"a\":NaN}\n", ":2", "found N at byte 6, wanted a value"),
        ("a.ndjson", "{'a':1}\n", ":1", "found ' at byte 2, wanted a key in quotes or }"),
        (
            "a.ndjson", "{\"a\":\"x\ty\"}", ":1",
            "found a control character (0x09) at byte 8, wanted an escape, for a control "
                + "character in a string"
        ),
        (
            "a.ndjson", #"{"a":"\x"}"#, ":1",
            "found \\ at byte 7, wanted one of the escapes"
        ),
        ("a.ndjson", "1\n", ":1", "found 1 at byte 1, wanted an object"),
        ("a.ndjson", "{}\n{}\n", "", "found no object with a key, wanted one JSON object a line"),
        (
            "a.ndjson", "{\"a\":" + String(repeating: "[", count: 5000), ":1",
            "found more than 1000 nested values"
        ),
        ("a.json", "[{\"a\":NaN}]", " record 1", "found N at byte 7, wanted a value"),
        ("a.json", "[{}]", "", "found no object with a key, wanted an array of objects"),
        ("a.json", "", "", "found the end of the document at byte 0, wanted an array"),
    ]

    @Test(
        "What keeps the first record from being read is told with its place", arguments: unreadable)
    func unreadableRecord(_ input: (name: String, text: String, place: String, message: String)) {
        let error = #expect(throws: JobError.self) { try learn([(input.name, input.text)]) }
        #expect(error?.code == .data)
        #expect(error?.location == directory.file(input.name) + input.place)
        #expect(error?.message.hasPrefix(input.message) == true, "\(error?.message ?? "")")
        #expect(error?.hint != nil)
    }

    @Test(
        "A mistake outside the elements of an array names the file",
        arguments: [
            ("[{\"a\":1} {\"a\":2}]", "found { at byte 9 of the document, wanted , or ]"),
            ("{\"a\":1}", "found { at byte 0 of the document, wanted [ to begin an array"),
        ])
    func arrayMistake(_ text: String, _ message: String) async throws {
        let report = try await run(
            text, named: "in.json", to: .files([directory.file("o.csv")]))
        guard case .failed(let error as JobError) = report.end else {
            Issue.record("\(report.end)")
            return
        }
        #expect(error.location == directory.file("in.json"))
        #expect(error.message == message)
    }
}
