import CSQLite
import Synchronization
import TrancheColumnar
public import TranchePipeline

/// The last row of each key, in a database without a name: its memory is bounded, what does not fit
/// goes to a file in the directory for temporary files that ends with the process.
///
/// Keys of one hash are told apart by their bytes.
// Sendable unchecked: all calls are made in turn, under `lock`.
public final class SQLiteKeySurvey: KeySurvey, @unchecked Sendable {
    private let memoryBytes: Int
    private let lock = Mutex(())
    private var connection: SQLiteConnection?
    /// Rows that were noted.
    private var total: Int64 = 0
    private var note: Kept?
    private var lasts: Kept?

    /// A statement that runs many times.
    private final class Kept {
        let statement: SQLiteStatement

        init(_ sql: String, on connection: SQLiteConnection) throws {
            statement = try SQLiteStatement(sql, on: connection, isKept: true)
        }
    }

    /// - Parameter memoryBytes: The most memory for pages; at least 1 MiB is used.
    public init(memoryBytes: Int) {
        self.memoryBytes = max(1 << 20, memoryBytes)
    }

    public func open() throws {
        try lock.withLock { _ in
            release()
            total = 0
            let connection = try SQLiteConnection(temporaryFor: "the keys of dedupe")
            // Nothing outlives the process, so nothing has to be rolled back or made durable.
            try connection.run(
                script: """
                    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;
                    PRAGMA cache_size = -\(memoryBytes >> 10);
                    CREATE TABLE keys (key BLOB PRIMARY KEY, number INTEGER) WITHOUT ROWID;
                    CREATE TABLE lasts (number INTEGER PRIMARY KEY);
                    BEGIN
                    """)
            self.connection = connection
            note = try Kept(
                "INSERT INTO keys VALUES (?, ?) ON CONFLICT DO UPDATE SET number = excluded.number",
                on: connection)
        }
    }

    public func note(_ batch: KeyBatch, from first: Int64) throws {
        try lock.withLock { _ in
            guard let connection, let note else { throw closed }
            total = first + Int64(batch.count)
            let handle = unsafe note.statement.handle
            for index in 0..<batch.count {
                let start = unsafe batch.starts[index] + KeyBatch.headerBytes
                let count = unsafe batch.starts[index + 1] - start
                // SAFETY: the key lies in the batch, which outlives the statement's step.
                unsafe sqlite3_bind_blob64(
                    handle, 1, batch.bytes.base + start, UInt64(count), nil)
                unsafe sqlite3_bind_int64(handle, 2, first + Int64(index))
                let status = unsafe sqlite3_step(handle)
                unsafe sqlite3_reset(handle)
                guard status == SQLITE_DONE else { throw connection.error(status) }
            }
        }
    }

    public func conclude() throws {
        try lock.withLock { _ in
            guard let connection else { throw closed }
            note = nil
            try connection.run(
                script: """
                    INSERT INTO lasts SELECT number FROM keys ORDER BY number; DROP TABLE keys;
                    COMMIT
                    """)
            lasts = try Kept(
                "SELECT number FROM lasts WHERE number >= ? AND number < ? ORDER BY number",
                on: connection)
        }
    }

    public func lasts(in rows: Range<Int64>) throws -> [Int64] {
        try lock.withLock { _ in
            guard let lasts else { throw closed }
            guard rows.upperBound <= total else {
                throw JobError(
                    .data, "found more records than a moment ago, when their keys were read",
                    hint: "run the same command again when nobody writes to the input")
            }
            lasts.statement.reset()
            try lasts.statement.bind([.integer(rows.lowerBound), .integer(rows.upperBound)])
            var numbers: [Int64] = []
            while try lasts.statement.step() {
                if case .integer(let number) = lasts.statement.value(0) { numbers.append(number) }
            }
            lasts.statement.reset()
            return numbers
        }
    }

    public func close() {
        lock.withLock { _ in release() }
    }

    private func release() {
        note = nil
        lasts = nil
        connection = nil
    }

    private var closed: JobError {
        JobError(.internalError, "the keys of a step are asked for before they are known")
    }
}
