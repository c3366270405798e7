import Testing
import TrancheColumnar
import TrancheFiles
import TranchePipeline
import TrancheSteps

@testable import Tranche

@Suite("Digests of jobs and pipelines")
struct PipelineDigestTests {
    struct Change: Sendable, CustomTestStringConvertible {
        var name: String
        var make: @Sendable (inout JobDefinition) throws -> Void
        var testDescription: String { name }
    }

    private var job: JobDefinition {
        var job = JobDefinition(
            name: "j", source: SourceDefinition(.files(["in.csv"])),
            sink: SinkDefinition(.files(["out.csv"])))
        job.params = [("day", "1"), ("hour", "2")]
        return job
    }

    private let schema = Schema([Field("a", .bigint), Field("b", .text)])

    /// What decides the output.
    static let deciding: [Change] = [
        Change(name: "source format") { $0.source.format = "csv" },
        Change(name: "sink format") { $0.sink.format = "ndjson" },
        Change(name: "source delimiter") { $0.source.delimiter = 0x3B },
        Change(name: "sink delimiter") { $0.sink.delimiter = 0x3B },
        Change(name: "source header") { $0.source.hasHeader = false },
        Change(name: "sink header") { $0.sink.hasHeader = false },
        Change(name: "null tokens") { $0.source.nullTokens = ["NA"] },
        Change(name: "encoding") { $0.source.encoding = .latin1 },
        Change(name: "mode") { $0.sink.mode = .replace },
        Change(name: "key") { $0.sink.key = ["a"] },
        Change(name: "a step") { $0.steps = [try parseStep("limit 5")] },
        Change(name: "column names") { $0.source.columns = ["b", "a"] },
        Change(name: "column names, otherwise") { $0.source.columns = ["a", "b"] },
        Change(name: "types of columns that are read") { $0.source.types = [("c", .numeric)] },
        Change(name: "types, otherwise") { $0.source.types = [("c", .bigint)] },
    ]

    /// What does not.
    static let indifferent: [Change] = [
        Change(name: "workers") { $0.run.workers = 7 },
        Change(name: "chunk bytes") { $0.run.chunkBytes = 1234 },
        Change(name: "chunk rows") { $0.run.chunkRows = 12 },
        Change(name: "memory") { $0.run.memoryBytes = 1 << 20 },
        Change(name: "checkpoints") { $0.run.checkpoints = .rows(5) },
        Change(name: "fresh") { $0.run.startsFresh = true },
        Change(name: "reject limit") { $0.rejects.limit = .count(5) },
        Change(name: "command") { $0.command = "copy" },
    ]

    @Test("Whatever decides the output changes the pipeline's digest, each in its own way")
    func changes() throws {
        var digests = [PipelineDigest.of(job, schema: schema)]
        for change in Self.deciding {
            var changed = job
            try change.make(&changed)
            digests.append(PipelineDigest.of(changed, schema: schema))
            #expect(
                PipelineDigest.key(of: changed) == PipelineDigest.key(of: job), "\(change.name)")
        }
        digests.append(PipelineDigest.of(job, schema: Schema([Field("a", .bigint)])))
        digests.append(
            PipelineDigest.of(job, schema: Schema([Field("a", .numeric), Field("b", .text)])))
        #expect(Set(digests).count == digests.count)
    }

    @Test("What differs between two digests is told: the references by name, or the pipeline")
    func references() throws {
        func digest(_ identities: [String], _ edit: (inout JobDefinition) -> Void = { _ in }) throws
            -> (String, JobDefinition)
        {
            var job = job
            for (index, identity) in identities.enumerated() {
                var plan = try #require(
                    try parseStep("lookup r\(index).csv on a add b as c\(index)") as? LookupPlan)
                plan.reference = LookupReference(
                    name: "r\(index).csv", schema: Schema([]), identity: identity)
                job.steps.append(plan)
            }
            edit(&job)
            return (PipelineDigest.of(job, schema: schema), job)
        }
        let (known, own) = try digest(["x", "y"])
        func told(_ identities: [String], _ edit: (inout JobDefinition) -> Void = { _ in }) throws
            -> String?
        {
            let (digest, changed) = try digest(identities, edit)
            return PipelineDigest.change(from: known, to: digest, of: changed)
        }
        #expect(try told(["x", "y"]) == nil)
        #expect(try told(["x", "z"]) == "the reference r1.csv of lookup changed")
        #expect(try told(["y", "x"]) == "the references r0.csv, r1.csv of lookup changed")
        let other = "the pipeline or its options changed"
        #expect(try told(["x"]) == other)
        #expect(try told(["x", "z"], { $0.source.nullTokens = ["NA"] }) == other)
        #expect(PipelineDigest.change(from: "", to: known, of: own) == other)
        let wider = PipelineDigest.of(job, schema: Schema([Field("a", .bigint)]))
        #expect(PipelineDigest.change(from: known, to: wider, of: own) == other)
    }

    @Test("How a run is carried out changes neither digest nor key", arguments: indifferent)
    func stays(_ change: Change) throws {
        var changed = job
        try change.make(&changed)
        #expect(
            PipelineDigest.of(changed, schema: schema) == PipelineDigest.of(job, schema: schema))
        #expect(PipelineDigest.key(of: changed) == PipelineDigest.key(of: job))
    }

    @Test("A job is its own name, params and places; the order of params does not count")
    func key() {
        var keys = [PipelineDigest.key(of: job)]
        let changes: [(inout JobDefinition) -> Void] = [
            {
                $0.name = "k"
                $0.hasOwnName = true
            },
            { $0.params[0].value = "3" }, { $0.params = [] },
            { $0.source.endpoint = .files(["other.csv"]) },
            { $0.source.endpoint = .standardStream },
            { $0.source.endpoint = .files(["in.csv", "out.csv"]) },
            { $0.source.query = "select 1" },
            { $0.sink.endpoint = .sqlite(path: "out.csv", table: nil) },
            { $0.sink.endpoint = .sqlite(path: "out.csv", table: "t") },
        ]
        for change in changes {
            var changed = job
            change(&changed)
            keys.append(PipelineDigest.key(of: changed))
        }
        #expect(Set(keys).count == keys.count)
        var turned = job
        turned.params.reverse()
        #expect(PipelineDigest.key(of: turned) == PipelineDigest.key(of: job))
        var dotted = job
        dotted.source.endpoint = .files(["./in.csv"])
        #expect(PipelineDigest.key(of: dotted) == PipelineDigest.key(of: job))
    }
}
