public import TrancheColumnar
public import TranchePipeline

/// Writes rows into a table of a SQLite database, exactly once: the checkpoint commits with them.
///
/// The table is made when it is absent. Columns are matched by name, ASCII letters without their
/// case. Columns that only the input has are an error, and so are columns that only the table has
/// unless it can fill them itself: they are generated, the rowid, nullable or have a default.
/// Foreign keys are not enforced: nothing is deleted in other tables.
///
/// To update or delete rows the table must be there, and its key need not be unique: all rows of the
/// key change. A row without one is left out and counted.
///
/// A row that breaks a constraint, or that a trigger refuses with RAISE(ABORT) or RAISE(FAIL), is set
/// aside when it is written, and the rows around it stay. A row that a trigger or the definition
/// ignores, by RAISE(IGNORE) or ON CONFLICT IGNORE, counts as a duplicate: the sink cannot tell it
/// from one whose key is there. What rolls back the whole transaction fails the run.
///
/// A database of our own making has pages of 16 KiB and the default journal: it is one file, synced
/// at each commit. A database that is there keeps its page size and journal mode.
// Sendable unchecked: `encode` reads only `plan`, which `open` sets before the first chunk; everything
// else is called by one task at a time.
public final class SQLiteTableSink: TransactionHost, Sink, @unchecked Sendable {
    public let path: String
    public let table: String
    public let mode: WriteMode

    public var name: String { "\(path)#\(table)" }
    public var guarantee: DeliveryGuarantee { .exactlyOnce }
    public var holdsCheckpoint: Bool { true }
    public var unmatched: Int64 { writer?.unmatched ?? 0 }
    public var transactionOwner: (any Sink)? { owner }
    /// Values are cast in place to what is bound.
    public var changesColumns: Bool { true }

    private var connection: SQLiteConnection?
    private var writer: SQLiteRowWriter?
    private var encoder: SQLiteRowEncoder?
    /// Which columns of a chunk are made use of; `nil` for all.
    private var positions: [Int]?
    private var replacement: SQLiteReplacement?
    /// The sink of another table of the same database, since one connection at a time may write.
    private let owner: SQLiteTableSink?
    /// Whether the writer knows how the table is in this transaction.
    private var isReviewed = false

    /// - Parameters:
    ///   - path: The database; made by `open` when it is absent, in a directory that exists.
    ///   - table: The table's name, unquoted.
    ///   - mode: How rows meet those that are there.
    ///   - owner: The sink of another table of this database, in whose transactions this one writes;
    ///     one in replace mode when there is one, for it needs more room than the others.
    /// - Throws: `JobError(.usage)` for a name that is not the user's to take, or a mode without key.
    public init(
        path: String, table: String, mode: WriteMode = .append,
        joining owner: SQLiteTableSink? = nil
    ) throws {
        let folded = foldedName(table)
        guard !table.isEmpty, !table.utf8.contains(0), !folded.hasPrefix("sqlite_"),
            !folded.hasPrefix("_tranche_")
        else {
            throw JobError(
                .usage, "found table name '\(table)', which SQLite or Tranche keeps for itself",
                hint: "name another table after the '#'")
        }
        try mode.requireKey()
        self.path = path
        self.table = table
        self.mode = mode
        self.owner = owner
    }

    /// The columns of an existing table as declared fields, generated ones left out, so that the
    /// input can be typed by them; `nil` when there is no such file or table.
    public static func declaredTypes(path: String, table: String) throws -> [Field]? {
        guard let connection = try existing(path) else { return nil }
        return try SQLiteTable.find(table, connection)?.writableColumns.map {
            Field($0.name, $0.type, origin: .declared)
        }
    }

    public func storedCheckpoint(of job: String) throws -> Checkpoint? {
        guard let connection = try connection ?? Self.existing(path) else { return nil }
        return try SQLiteSinkCheckpoint.load(job, connection)
    }

    /// A connection to a file that is there.
    ///
    /// It may write, since a crash can have left a journal that must be rolled back first.
    private static func existing(_ path: String) throws -> SQLiteConnection? {
        guard fileSize(path) != nil else { return nil }
        return try SQLiteConnection(path, .readWrite)
    }

    public func open(_ schema: Schema, checkpoint: Checkpoint, resuming: Bool) throws {
        if let owner { return try join(owner, schema, checkpoint, resuming: resuming) }
        let isNew = fileSize(path) ?? 0 == 0
        if mode.addsNone, fileSize(path) == nil {
            throw JobError(.inputMissing, "found no database \(path)", hint: "check the path")
        }
        do {
            let connection = try SQLiteConnection(path, .create)
            try prepare(connection, isNew: isNew)
            try connection.begin(.write)
            try checkSize(schema, connection)
            try SQLiteSinkCheckpoint.claim(checkpoint, resuming: resuming, connection)
            let plan = try setUp(schema, checkpoint, resuming: resuming, connection)
            // From here on no older run can commit. A database that only this run knows waits for the
            // first rows: a commit costs several syncs of the disk.
            if !isNew { try connection.commit() }
            encoder = SQLiteRowEncoder(plan)
            writer = try SQLiteRowWriter(
                plan, into: replacement?.staging ?? table, calledAs: table, mode: mode, connection)
            self.connection = connection
        } catch {
            // Leaves no empty file behind where there was none.
            if isNew { removeIfEmpty(path) }
            throw error
        }
    }

    /// Makes the table ready on the owner's connection, which has claimed the job.
    private func join(
        _ owner: SQLiteTableSink, _ schema: Schema, _ checkpoint: Checkpoint, resuming: Bool
    ) throws {
        guard let connection = owner.connection else {
            preconditionFailure("a table sink is opened before the one that joins it")
        }
        if !mode.key.isEmpty { try connection.execute("PRAGMA cache_size = -16384") }
        let isAlone = !connection.isInTransaction
        if isAlone { try connection.begin(.write) }
        do {
            try checkSize(schema, connection)
            let plan = try setUp(schema, checkpoint, resuming: resuming, connection)
            if isAlone { try connection.commit() }
            encoder = SQLiteRowEncoder(plan)
            writer = try SQLiteRowWriter(
                plan, into: replacement?.staging ?? table, calledAs: table, mode: mode, connection)
            self.connection = connection
        } catch {
            owner.close()
            // Leaves no empty file behind where there was none.
            if fileSize(path) == 0 { removeIfEmpty(path) }
            throw error
        }
    }

    private func prepare(_ connection: SQLiteConnection, isNew: Bool) throws {
        // Larger pages load 20 % faster.
        if isNew { try connection.execute("PRAGMA page_size = 16384") }
        // A statement that may conflict keeps the pages it changes until it is done: ten rows' worth,
        // which in files were 1.5 GB of writes for 300,000 upserted rows.
        // Not so in replace mode, which sorts whole indexes in the same place.
        if mode != .replace { try connection.execute("PRAGMA temp_store = MEMORY") }
        // Keys come in any order: 16 MiB hold the inner pages of an index of some GiB.
        if !mode.key.isEmpty { try connection.execute("PRAGMA cache_size = -16384") }
        try connection.execute("PRAGMA foreign_keys = OFF")
        try connection.execute("PRAGMA legacy_alter_table = ON")
    }

    private func checkSize(_ schema: Schema, _ connection: SQLiteConnection) throws {
        let most = connection.columnLimit
        guard schema.count >= 1, schema.count <= most else {
            throw JobError(
                .data, "found \(schema.count) columns, SQLite takes 1 to \(most)",
                hint: "choose columns with -e 'select …'")
        }
        try checkTwins(schema)
    }

    /// Finds or makes the table, inside the transaction that claims the job.
    private func setUp(
        _ schema: Schema, _ checkpoint: Checkpoint, resuming: Bool, _ connection: SQLiteConnection
    ) throws -> SQLiteSinkPlan {
        positions = try mode.positions(in: schema)
        let schema = schema.narrowed(to: positions)
        let old =
            mode.addsNone && !resuming
            ? try findTable(table, connection) : try SQLiteTable.find(table, connection)
        if case .replace = mode, !(resuming && checkpoint.isFinal) {
            let replacement = SQLiteReplacement(table: old?.name ?? table, job: checkpoint.job)
            self.replacement = replacement
            let plan = try makePlan(schema, into: old)
            if resuming {
                let staging = try SQLiteTable.find(replacement.staging, connection)
                try checkpoint.requireTable(staging != nil, table, in: path)
            } else {
                try replacement.begin(
                    replacing: old, or: plan.definition(of: replacement.staging), connection)
            }
            return plan
        }
        if resuming { try checkpoint.requireTable(old != nil, table, in: path) }
        let plan = try makePlan(schema, into: old)
        if old == nil { try connection.execute(plan.definition(of: table)) }
        return plan
    }

    private func makePlan(_ schema: Schema, into old: SQLiteTable?) throws -> SQLiteSinkPlan {
        try old.map { try SQLiteSinkPlan(schema, into: $0, mode: mode, path: path) }
            ?? SQLiteSinkPlan(newTableFor: schema, key: mode.key)
    }

    func openTransaction() throws -> any Connection {
        guard let connection else { preconditionFailure("a transaction before open") }
        try begin(connection)
        return connection
    }

    /// Makes the database full at `pages` pages, for tests of a full disk.
    package func limitPages(to pages: Int) throws {
        try connection?.execute("PRAGMA max_page_count = \(pages)")
    }

    public func encode(_ chunk: Chunk) throws {
        if let positions { chunk.columns = positions.map { chunk.columns[$0] } }
        encoder?.encode(chunk)
    }

    public func write(_ chunk: Chunk) throws -> Int {
        guard let connection, let writer else { preconditionFailure("write before open") }
        try begin(connection)
        if !isReviewed { try writer.review() }
        isReviewed = true
        return try writer.write(chunk)
    }

    private func begin(_ connection: SQLiteConnection) throws {
        guard !connection.isInTransaction else { return }
        try connection.begin(.write)
        isReviewed = false
    }

    public func commit(_ checkpoint: inout Checkpoint) throws {
        guard let connection else { preconditionFailure("commit before open") }
        if !connection.isInTransaction { try connection.begin(.write) }
        isReviewed = false
        do {
            if owner == nil { try SQLiteSinkCheckpoint.save(checkpoint, connection) }
            if checkpoint.isFinal, let replacement {
                // An open statement would keep the table from being renamed.
                writer = nil
                try replacement.finish(connection)
                self.replacement = nil
            }
        } catch {
            try? connection.rollback()
            throw error
        }
        // Else the owner commits, once all its tables are ready.
        if owner == nil { try connection.commit() }
    }

    /// Nothing is left to do: the last commit has put everything in its place.
    public func publish() throws {}

    public func close() {
        writer = nil
        encoder = nil
        if owner == nil { try? connection?.rollback() }
        connection = nil
    }
}
