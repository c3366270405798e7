import PostgreSQLTesting
import Testing
import TrancheColumnar
import TrancheDatabases
import TranchePipeline

@Suite("The checkpoint in a PostgreSQL sink")
struct PostgreSQLSinkCheckpointTests {
    let fixture: PostgreSQLFixture
    let schema = Schema(.named("a:bigint"))

    init() throws { fixture = try PostgreSQLFixture() }

    @Test("Commits with the rows, and without a commit neither stays", arguments: [true, false])
    func commits(isCommitted: Bool) throws {
        let sink = try fixture.sink()
        var checkpoint = fixture.checkpoint()
        try sink.open(schema, checkpoint: checkpoint, resuming: false)
        try fixture.write([["1"]], to: sink)
        checkpoint.sequence = 1
        checkpoint.stepStates = [5, -1]
        if isCommitted { try sink.commit(&checkpoint) }
        sink.close()
        let next = try fixture.sink()
        defer { next.close() }
        let stored = try next.storedCheckpoint(of: checkpoint.job)
        #expect(stored?.sequence == (isCommitted ? 1 : 0))
        if isCommitted { #expect(stored == checkpoint) }
        #expect(try fixture.sql("select count(*) from t") == (isCommitted ? "1" : "0"))
    }

    @Test("A run whose job a newer one has claimed can commit no more")
    func fences() throws {
        let old = try fixture.sink()
        let new = try fixture.sink()
        defer {
            old.close()
            new.close()
        }
        var first = fixture.checkpoint(epoch: 1)
        try old.open(schema, checkpoint: first, resuming: false)
        try fixture.write([["1"]], to: old)
        try new.open(schema, checkpoint: fixture.checkpoint(epoch: 2), resuming: false)
        let error = #expect(throws: JobError.self) { try old.commit(&first) }
        #expect(error?.code == .locked)
        #expect(try fixture.sql("select count(*) from t") == "0")
        let late = try fixture.sink()
        defer { late.close() }
        #expect(throws: JobError.self) {
            try late.open(schema, checkpoint: first, resuming: false)
        }
    }

    @Test("A job is held for as long as its session lasts", .timeLimit(.minutes(1)))
    func holds() throws {
        let first = try fixture.sink()
        let second = try fixture.sink()
        defer { second.close() }
        let job = fixture.checkpoint().job
        _ = try first.storedCheckpoint(of: job)
        first.close()
        #expect(throws: Never.self) { try second.storedCheckpoint(of: job) }
    }

    @Test("Going on after another place than the stored one is refused")
    func otherPlace() throws {
        try fixture.load([["1"]], as: schema.fields)
        let sink = try fixture.sink()
        defer { sink.close() }
        var other = fixture.checkpoint(epoch: 2)
        other.sequence = 7
        #expect(throws: JobError.self) { try sink.open(schema, checkpoint: other, resuming: true) }
    }

    @Test("A table that was dropped since is said, not made anew", arguments: [false, true])
    func dropped(isReplaced: Bool) throws {
        let mode: WriteMode = isReplaced ? .replace : .append
        let sink = try fixture.sink("t", mode)
        var checkpoint = fixture.checkpoint()
        try sink.open(schema, checkpoint: checkpoint, resuming: false)
        try fixture.write([["1"]], to: sink)
        checkpoint.sequence = 1
        try sink.commit(&checkpoint)
        sink.close()
        let table = try fixture.sql(
            """
            select relname from pg_class where relnamespace = '\(fixture.schema)'::regnamespace
            and relkind = 'r' and relname <> '_tranche_checkpoint'
            """)
        try fixture.sql("drop table \"\(table)\"")
        let next = try fixture.sink("t", mode)
        defer { next.close() }
        checkpoint.epoch = 2
        let error = #expect(throws: JobError.self) {
            try next.open(schema, checkpoint: checkpoint, resuming: true)
        }
        #expect(error?.message.contains("dropped") == true)
    }
}
