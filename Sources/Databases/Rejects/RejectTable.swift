import TrancheColumnar
public import TranchePipeline
public import TrancheServices

/// Keeps rejects in a table, each exactly once.
///
/// In the database of the sink they are written in the sink's own transactions. Elsewhere they commit just
/// before the sink, and the checkpoint has their number: a run that resumes deletes those behind it.
/// There a newer run of the job keeps an older one from committing, as in any sink.
// Sendable unchecked: the engine lets one task at a time call it.
public final class RejectTable: RejectRowSink, @unchecked Sendable {
    public let place: RejectPlace

    private let control: StopControl
    /// The sink whose transactions have the rejects; `nil` for transactions of their own.
    private let host: (any TransactionHost)?
    private var own: (any Connection)?
    private var checkpoint: Checkpoint
    /// Rejects of the job in the table.
    private var count: Int64 = 0
    private var pending: [RejectRecord] = []
    private var pendingBytes = 0

    /// What a run finds of the job.
    public enum Beginning: Sendable {
        case resuming
        /// The rejects of a run that did not come to its end, and is not gone on with, are deleted.
        case fresh(after: Previous)
    }

    /// What is known of the job's run before.
    public enum Previous: Sendable {
        case unknown
        case incomplete
        /// The job had this moment and came to its end.
        case complete(Int64)

        fileprivate func isAbandoned(_ moment: Int64) -> Bool {
            switch self {
            case .unknown: false
            case .incomplete: true
            case .complete(let other): moment != other
            }
        }
    }

    /// What may wait for a commit in memory.
    private static let mostBytes = 4 << 20

    /// - Parameters:
    ///   - place: The database and the table, which is made when it is absent.
    ///   - sink: The sink of a table of the same database, opened already; `nil` when there is none.
    ///   - checkpoint: Where the run begins; it carries job, run, epoch and moment.
    ///   - beginning: Whether to go on after `checkpoint`, or what was before it.
    ///   - control: A request to stop ends what waits for longer than a few seconds.
    /// - Throws: `JobError` when the table cannot be made or is another one, or rejects are gone that
    ///   the checkpoint has.
    public init(
        _ place: RejectPlace, joining sink: (any Sink)?, checkpoint: Checkpoint,
        beginning: Beginning,
        control: StopControl
    ) throws {
        try place.checkName()
        self.place = place
        self.checkpoint = checkpoint
        self.control = control
        host = sink as? any TransactionHost
        do {
            let connection = try transaction()
            try begin(beginning, connection)
            if own != nil { try connection.commit() }
        } catch {
            close()
            throw error
        }
    }

    /// The connection, in a transaction.
    private func transaction() throws -> any Connection {
        if let host { return try host.openTransaction() }
        let connection = try own ?? connect()
        own = connection
        if !connection.isInTransaction { try connection.begin(.write) }
        return connection
    }

    private func connect() throws -> any Connection {
        switch place {
        case .sqlite(let path, _): return try SQLiteConnection(path, .create)
        case .postgresql(let address, _): return try PostgreSQLConnection(address, control: control)
        }
    }

    // MARK: The beginning

    /// Makes the table ready, in a transaction.
    private func begin(_ beginning: Beginning, _ connection: any Connection) throws {
        let earlier = try claims(connection)?.exchange(for: claim(checkpoint))
        try connection.execute(RejectRow.definition(of: place))
        try checkColumns(connection)
        switch beginning {
        case .resuming: try goBack(connection)
        case .fresh(let previous):
            guard let moment = earlier?.moment, previous.isAbandoned(moment) else { return }
            try connection.execute(
                "DELETE FROM \(place.quoted) WHERE \(ofJob)",
                [.text(checkpoint.job), .integer(moment)])
        }
    }

    /// The checkpoint under the job's other name, since a sink of the job may have its own row there.
    private func claim(_ checkpoint: Checkpoint) -> Checkpoint {
        var claim = checkpoint
        claim.job += " rejects"
        return claim
    }

    /// The table by which a newer run keeps an older one from committing; a stream's run has no job.
    private func claims(_ connection: any Connection) throws -> RejectClaims? {
        checkpoint.job.isEmpty ? nil : try RejectClaims(connection, for: place)
    }

    private func checkColumns(_ connection: any Connection) throws {
        let names: [String]?
        switch (connection, place) {
        case (let file as SQLiteConnection, .sqlite(_, let table)):
            names = try SQLiteTable.find(table, file)?.columns.map(\.name)
        case (let server as PostgreSQLConnection, .postgresql(_, let table)):
            names = try PostgreSQLTable.find(table, server)?.columns.map(\.name)
        default: names = nil
        }
        guard let names, !Set(RejectRow.columns).isSubset(of: names) else { return }
        throw JobError(
            .data, "found a table \(place.name) that is not one of rejects",
            hint: "name another table with --rejects; it is made when it is absent")
    }

    /// Goes back to the rejects that the checkpoint has.
    private func goBack(_ connection: any Connection) throws {
        count = checkpoint.rejectsOffset
        let found = try connection.query(
            "SELECT count(*) AS rows FROM \(place.quoted) WHERE \(ofJob) AND position < \(count)",
            identity
        ).first?.get("rows", as: Int64.self)
        guard found == count else {
            throw JobError(
                .data,
                "found \(found ?? 0) rejects of the stopped run in \(place.name), wanted \(count)",
                hint: "restore the table to resume, or start over with --fresh")
        }
        try connection.execute(
            "DELETE FROM \(place.quoted) WHERE \(ofJob) AND position >= \(count)", identity)
    }

    private var ofJob: String {
        "job = \(place.dialect.placeholder(1)) AND started = \(place.dialect.placeholder(2))"
    }

    private var identity: [SQLValue] { [.text(checkpoint.job), .integer(checkpoint.moment)] }

    // MARK: Rejects

    public func write(_ records: [RejectRecord]) throws {
        pending += records
        pendingBytes += records.reduce(0) { $0 + $1.original.count + $1.message.utf8.count + 256 }
        // Until then the table is free for others.
        if pendingBytes > Self.mostBytes { try flush() }
    }

    private func flush() throws {
        guard !pending.isEmpty else { return }
        let connection = try transaction()
        var rest = pending[...]
        while !rest.isEmpty {
            let part = rest.prefix(50)
            let head = identity
            let values = part.enumerated().flatMap { number, record in
                head + [.integer(count + Int64(number)), .text(checkpoint.run)]
                    + RejectRow.values(of: record)
            }
            try connection.execute(
                place.dialect.insert(
                    intoQuoted: place.quoted, columns: RejectRow.columns, rows: part.count), values)
            count += Int64(part.count)
            rest = rest.dropFirst(part.count)
        }
        pending = []
        pendingBytes = 0
    }

    public func commit(_ checkpoint: inout Checkpoint) throws {
        try flush()
        checkpoint.rejectsOffset = count
        guard let own, own.isInTransaction else { return }
        try claims(own)?.save(claim(checkpoint))
        try own.commit()
    }

    public func publish() throws {}

    public func close() {
        try? own?.rollback()
        (own as? PostgreSQLConnection)?.close()
        own = nil
    }
}

/// A sink in whose transactions others may write.
protocol TransactionHost: Sink {
    /// The sink's connection, in the transaction that its next commit ends.
    func openTransaction() throws -> any Connection
}
