import TranchePipeline

/// A sink's counts as a row.
struct SinkRecord: Entity {
    static let table = "run_sinks"
    static let keyColumns = ["run", "position"]
    static let columns = [
        "run", "position", "name", "rows_written", "rows_duplicate", "rows_rejected",
        "rows_unmatched",
    ]
    static let run = Attribute<String>("run")

    let run: String
    let position: Int64
    let counts: SinkCounts

    init(run: String, position: Int, counts: SinkCounts) {
        self.run = run
        self.position = Int64(position)
        self.counts = counts
    }

    init(row: SQLRow) throws {
        run = try row.get("run")
        position = try row.get("position")
        counts = try SinkCounts(
            name: row.get("name"), written: row.get("rows_written"),
            duplicate: row.get("rows_duplicate"), unmatched: row.get("rows_unmatched"),
            rejected: row.get("rows_rejected"))
    }

    var values: [SQLValue] {
        [
            .text(run), .integer(position), .text(counts.name), .integer(counts.written),
            .integer(counts.duplicate), .integer(counts.rejected), .integer(counts.unmatched),
        ]
    }
}

/// A step's counts as a row.
struct StepRecord: Entity {
    static let table = "run_steps"
    static let keyColumns = ["run", "position"]
    static let columns = ["run", "position", "name", "rows_in", "rows_out"]
    static let run = Attribute<String>("run")
    static let position = Attribute<Int64>("position")

    let run: String
    let position: Int64
    let counts: StepCounts

    init(run: String, position: Int, counts: StepCounts) {
        self.run = run
        self.position = Int64(position)
        self.counts = counts
    }

    init(row: SQLRow) throws {
        run = try row.get("run")
        position = try row.get("position")
        counts = try StepCounts(
            name: row.get("name"), rowsIn: row.get("rows_in"), rowsOut: row.get("rows_out"))
    }

    var values: [SQLValue] {
        [
            .text(run), .integer(position), .text(counts.name), .integer(counts.rowsIn),
            .integer(counts.rowsOut),
        ]
    }
}
