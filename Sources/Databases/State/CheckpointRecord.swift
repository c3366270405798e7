import TrancheColumnar
public import TranchePipeline

/// A checkpoint as a row: a column a field, one row a job.
///
/// The same row stands in the state store and, for sinks that hold their checkpoint, in the
/// table `_tranche_checkpoint` of the target database.
public struct CheckpointRecord: Entity, Hashable {
    public static let table = "checkpoints"
    public static let keyColumns = ["job"]
    public static let columns = [
        "job", "run", "epoch", "sequence", "source_file", "source_offset", "source_digest",
        "record", "line", "sink_offset", "sink_digest", "rejects_offset", "rejects_digest",
        "rows_read", "rows_written", "rows_filtered", "rows_rejected", "rows_duplicate",
        "rows_limited", "step_states", "pipeline", "input", "is_final", "commits", "format",
        "checksum",
    ]
    public static let job = Attribute<String>("job")

    /// The versions of this layout; a row of another is refused, not guessed at.
    ///
    /// The second has the progress of several sinks behind the step states.
    private static let formats: ClosedRange<Int64> = 1...2

    private var format: Int64 { checkpoint.sinks.isEmpty && checkpoint.refused.isEmpty ? 1 : 2 }

    public var checkpoint: Checkpoint

    public init(_ checkpoint: Checkpoint) {
        self.checkpoint = checkpoint
    }

    /// The table's definition, in SQL that SQLite and PostgreSQL both read.
    static func definition(table: String, schema: String? = nil, dialect: SQLDialect) -> String {
        let texts: Set = ["job", "run", "step_states", "pipeline", "input"]
        let fields = columns.map { column in
            let type = texts.contains(column) ? "TEXT" : "BIGINT"
            let key = keyColumns.contains(column) ? " PRIMARY KEY" : ""
            return "\(dialect.quoted(column)) \(type) NOT NULL\(key)"
        }
        let place = (schema.map { dialect.quoted($0) + "." } ?? "") + dialect.quoted(table)
        return "CREATE TABLE IF NOT EXISTS \(place) ("
            + fields.joined(separator: ", ") + ")"
    }

    public init(row: SQLRow) throws {
        let format: Int64 = try row.get("format")
        guard Self.formats.contains(format) else {
            throw JobError(
                .data, "found a checkpoint of format \(format), wanted \(Self.formats.upperBound)",
                hint: "go on with the version of Tranche that wrote it, or start over with --fresh")
        }
        var checkpoint = try Checkpoint(
            job: row.get("job"), run: row.get("run"), epoch: row.get("epoch"),
            pipeline: row.get("pipeline"), input: row.get("input"))
        checkpoint.sequence = try row.get("sequence")
        checkpoint.source = try SourcePosition(
            file: Int(row.get("source_file", as: Int64.self)), offset: row.get("source_offset"),
            digest: row.get("source_digest"))
        checkpoint.record = try row.get("record")
        checkpoint.line = try row.get("line")
        checkpoint.sinkOffset = try row.get("sink_offset")
        checkpoint.sinkDigest = try row.get("sink_digest")
        checkpoint.rejectsOffset = try row.get("rejects_offset")
        checkpoint.rejectsDigest = try row.get("rejects_digest")
        checkpoint.counts = try RowCounts(row: row)
        let states: String = try row.get("step_states")
        (checkpoint.moment, checkpoint.stepStates) = try Self.states(
            String(states.prefix { $0 != ";" && $0 != "|" }))
        if format == 2 {
            guard let sinks = SinkProgressText.read(states) else { throw Self.damagedStates }
            (checkpoint.sinks, checkpoint.refused) = sinks
        }
        checkpoint.isFinal = try row.get("is_final")
        checkpoint.commits = try row.get("commits")
        self.checkpoint = checkpoint
        guard try row.get("checksum", as: Int64.self) == Self.checksum(payload) else {
            throw JobError(
                .data, "found a checkpoint of job '\(checkpoint.job)' that is damaged",
                hint: "restore the database from a copy, or start over with --fresh")
        }
    }

    public var values: [SQLValue] {
        payload + [.integer(format), .integer(Self.checksum(payload))]
    }

    private var payload: [SQLValue] {
        let states = ([checkpoint.moment] + checkpoint.stepStates).map(String.init)
        let sinks = format == 2 ? SinkProgressText.of(checkpoint) : ""
        return [
            .text(checkpoint.job), .text(checkpoint.run), .integer(checkpoint.epoch),
            .integer(checkpoint.sequence), .integer(Int64(checkpoint.source.file)),
            .integer(checkpoint.source.offset), checkpoint.source.digest.sqlValue,
            .integer(checkpoint.record), .integer(checkpoint.line),
            .integer(checkpoint.sinkOffset), checkpoint.sinkDigest.sqlValue,
            .integer(checkpoint.rejectsOffset), checkpoint.rejectsDigest.sqlValue,
        ] + checkpoint.counts.sqlValues + [
            .text(states.joined(separator: ",") + sinks), .text(checkpoint.pipeline),
            .text(checkpoint.input),
            checkpoint.isFinal.sqlValue, .integer(checkpoint.commits),
        ]
    }

    /// The job's moment, and behind it what each ordered step remembers.
    private static func states(_ text: String) throws -> (moment: Int64, steps: [Int64]) {
        let numbers = try text.split(separator: ",").map { word in
            guard let state = Int64(word) else { throw damagedStates }
            return state
        }
        return (numbers.first ?? 0, Array(numbers.dropFirst()))
    }

    private static var damagedStates: JobError {
        JobError(
            .data, "found a checkpoint whose step states are damaged",
            hint: "start over with --fresh")
    }

    /// Of the values and their kinds: a flipped bit must not read as another position.
    private static func checksum(_ values: [SQLValue]) -> Int64 {
        var hash = StableHash()
        for value in values {
            switch value {
            case .integer(let number): hash.add(number)
            case .text(let text): hash.add(text)
            case .null, .double, .blob: preconditionFailure("a checkpoint is integers and texts")
            }
        }
        return Int64(bitPattern: hash.value)
    }
}

extension RowCounts {
    /// The columns of the counts, as every table of ours that has them names them.
    static let sqlColumns = [
        "rows_read", "rows_written", "rows_filtered", "rows_rejected", "rows_duplicate",
        "rows_limited",
    ]

    var sqlValues: [SQLValue] {
        [read, written, filtered, rejected, duplicate, limited].map(\.sqlValue)
    }

    init(row: SQLRow) throws {
        self.init()
        read = try row.get("rows_read")
        written = try row.get("rows_written")
        filtered = try row.get("rows_filtered")
        rejected = try row.get("rows_rejected")
        duplicate = try row.get("rows_duplicate")
        limited = try row.get("rows_limited")
        // Not a column of its own: committed counts add up.
        added = outcomes - read
    }
}
