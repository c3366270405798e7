public import TrancheColumnar
public import TranchePipeline
public import TrancheServices

/// Writes rows into a table of a PostgreSQL database, exactly once: the checkpoint commits with them.
///
/// The table is made when it is absent. Columns are matched by name, exactly or else without the case of
/// ASCII letters. Columns that only the input has are an error, and so are columns that only the table
/// has unless it can fill them itself. Types are compared before the first row.
///
/// To update or delete rows the table must be there, and its key need not be unique: all rows of the key
/// change. A row without one is left out and counted.
///
/// A row that breaks a constraint, or that a domain or trigger refuses, is set aside, and the rows around
/// it stay. Constraints that are deferred to the commit fail the run.
///
/// A job holds an advisory lock of its session, so that two runs of one job never write side by side.
// Sendable unchecked: `encode` reads only `encoder`, which `open` sets before the first chunk; everything
// else is called by one task at a time.
public final class PostgreSQLTableSink: TransactionHost, Sink, @unchecked Sendable {
    public let address: PostgreSQLAddress
    public let table: PostgreSQLName
    public let mode: WriteMode

    public var name: String { "\(address.name)#\(table.text)" }
    public var guarantee: DeliveryGuarantee { .exactlyOnce }
    public var holdsCheckpoint: Bool { true }
    public var unmatched: Int64 { writer?.unmatched ?? 0 }

    private let control: StopControl
    private var connection: PostgreSQLConnection?
    private var writer: PostgreSQLRowWriter?
    private var encoder: CopyTextEncoder?
    /// Which columns of a chunk are made use of; `nil` for all.
    private var positions: [Int]?
    private var replacement: PostgreSQLReplacement?
    private var plan: PostgreSQLSinkPlan?
    /// The table was there when the run began.
    private var existed = false
    /// The table with its schema.
    private var place: PostgreSQLName?

    /// How long a statement may go on after a request to stop.
    private static let patience = Duration.seconds(5)

    /// - Parameters:
    ///   - address: The database, which must exist.
    ///   - table: The table.
    ///   - mode: How rows meet those that are there.
    ///   - control: A request to stop ends what waits for longer than a few seconds.
    /// - Throws: `JobError(.usage)` for a name that is not the user's to take, or a mode without key.
    public init(
        _ address: PostgreSQLAddress, table: PostgreSQLName, mode: WriteMode = .append,
        control: StopControl = StopControl()
    ) throws {
        guard !table.table.hasPrefix("_tranche_") else {
            throw JobError(
                .usage, "found table name '\(table.text)', which Tranche keeps for itself",
                hint: "name another table after the '#'")
        }
        try mode.requireKey()
        self.address = address
        self.table = table
        self.mode = mode
        self.control = control
    }

    /// The columns of an existing table as declared fields, generated ones left out, so that the
    /// input can be typed by them; `nil` when there is no such table.
    public static func declaredTypes(
        _ address: PostgreSQLAddress, table: PostgreSQLName, control: StopControl = StopControl()
    ) throws -> [Field]? {
        let connection = try PostgreSQLConnection(address, control: control)
        defer { connection.close() }
        return try PostgreSQLTable.find(table, connection)?.writableColumns.map {
            Field($0.name, $0.sinkType, origin: .declared)
        }
    }

    /// - Throws: Also `JobError(.locked)` when another session holds the job.
    public func storedCheckpoint(of job: String) throws -> Checkpoint? {
        let (connection, schema) = try session()
        try PostgreSQLSinkCheckpoint.lock(job, connection)
        return try PostgreSQLSinkCheckpoint(schema: schema, connection: connection).load(job)
    }

    public func isComplete(_ checkpoint: Checkpoint) throws -> Bool {
        try PostgreSQLTable.find(table, session().connection) != nil
    }

    /// The connection, and the schema that the table is in or will be made in.
    private func session() throws -> (connection: PostgreSQLConnection, schema: String) {
        if let connection, let schema = place?.schema { return (connection, schema) }
        let connection = try PostgreSQLConnection(address, control: control)
        connection.patience = Self.patience
        var schema = table.schema
        if schema == nil { schema = try PostgreSQLTable.find(table, connection)?.name.schema }
        if schema == nil, case .text(let first) = try connection.scalar("SELECT current_schema()") {
            schema = first
        }
        guard let schema else {
            throw JobError(
                .cannotCreate, "found no schema for table '\(table.text)' in \(address.name)",
                hint: "name one: #schema.\(table.table)")
        }
        guard
            try connection.scalar("SELECT 1 FROM pg_namespace WHERE nspname = $1", [.text(schema)])
                != nil
        else {
            throw JobError(
                .cannotCreate, "found no schema '\(schema)' in \(address.name)",
                hint: "make it: CREATE SCHEMA \(schema)")
        }
        self.connection = connection
        place = PostgreSQLName(schema: schema, table: table.table)
        return (connection, schema)
    }

    public func open(_ schema: Schema, checkpoint: Checkpoint, resuming: Bool) throws {
        let (connection, schemaName) = try session()
        let place = PostgreSQLName(schema: schemaName, table: table.table)
        try connection.begin(.write)
        try PostgreSQLSinkCheckpoint(schema: schemaName, connection: connection)
            .claim(checkpoint, resuming: resuming)
        positions = try mode.positions(in: schema)
        let plan = try setUp(
            schema.narrowed(to: positions), place, checkpoint, resuming: resuming, connection)
        let writer = try PostgreSQLRowWriter(
            plan, into: replacement?.staging ?? place, calledAs: table.table, mode: mode, connection
        )
        // From here on no older run can commit.
        try connection.commit()
        self.plan = plan
        self.writer = writer
        encoder = CopyTextEncoder(plan: plan, isNumbered: writer.isNumbered)
    }

    /// Finds or makes the table, inside the transaction that claims the job.
    private func setUp(
        _ schema: Schema, _ place: PostgreSQLName, _ checkpoint: Checkpoint, resuming: Bool,
        _ connection: PostgreSQLConnection
    ) throws -> PostgreSQLSinkPlan {
        let old = try PostgreSQLTable.find(place, connection)
        if old == nil, mode.addsNone, !resuming { throw PostgreSQLTable.missing(table, connection) }
        existed = old != nil
        let plan =
            try old.map {
                try PostgreSQLSinkPlan(schema, into: $0, mode: mode, place: address.name)
            } ?? PostgreSQLSinkPlan(newTableFor: schema, mode: mode)
        if case .replace = mode, !(resuming && checkpoint.isFinal) {
            let replacement = PostgreSQLReplacement(table: place, job: checkpoint.job)
            self.replacement = replacement
            if resuming {
                let staging = try PostgreSQLTable.find(replacement.staging, connection)
                try checkpoint.requireTable(staging != nil, table.text, in: address.name)
            } else {
                try replacement.begin(
                    replacing: old, or: plan.definition(of: replacement.staging.quoted), connection)
            }
            return plan
        }
        if resuming { try checkpoint.requireTable(existed, table.text, in: address.name) }
        if old == nil { try connection.execute(plan.definition(of: place.quoted)) }
        return plan
    }

    public func encode(_ chunk: Chunk) throws {
        if let positions { chunk.columns = positions.map { chunk.columns[$0] } }
        encoder?.encode(chunk)
    }

    public func write(_ chunk: Chunk) throws -> Int {
        guard let connection, let writer else { preconditionFailure("write before open") }
        try begin(connection)
        return try connection.explaining { try writer.write(chunk) }
    }

    private func begin(_ connection: PostgreSQLConnection) throws {
        guard !connection.isInTransaction else { return }
        try connection.begin(.write)
        writer?.begin()
    }

    func openTransaction() throws -> any Connection {
        guard let connection else { preconditionFailure("a transaction before open") }
        try begin(connection)
        return connection
    }

    public func commit(_ checkpoint: inout Checkpoint) throws {
        guard let connection, let schema = place?.schema else {
            preconditionFailure("commit before open")
        }
        try begin(connection)
        do {
            try PostgreSQLSinkCheckpoint(schema: schema, connection: connection).save(checkpoint)
            if checkpoint.isFinal {
                if let plan { try replacement?.finish(plan, existed: existed, connection) }
                replacement = nil
            } else {
                // A crash of the server may then take the newest commits, each whole: rows and
                // checkpoint go together, and are written again. Only the last one waits for the disk.
                try connection.execute("SET LOCAL synchronous_commit = off")
            }
        } catch {
            try? connection.rollback()
            throw error
        }
        try connection.commit()
    }

    /// Nothing is left to do: the last commit has put everything in its place.
    public func publish() throws {}

    public func close() {
        writer = nil
        encoder = nil
        connection?.close()
        connection = nil
        place = nil
    }
}
