import CSQLite
import TrancheColumnar
import TranchePipeline

/// Writes a chunk's selected rows, ten an INSERT, bound straight from the chunk.
///
/// Rows that the table refuses become the chunk's faults; those around them are written.
///
/// Ten rows a statement load 30 % faster than one; more gain nothing. The text is bound STATIC: it
/// must stay in the chunk until the statement has run, and SQLite does not copy it.
@safe final class SQLiteRowWriter {
    private let connection: SQLiteConnection
    private let plan: SQLiteSinkPlan
    private let table: String
    /// What the user calls the table.
    private let displayName: String
    private let savepoint: SQLiteSavepoint
    /// The rowid's column may get what is no integer.
    private let hasLooseRowid: Bool
    /// Whether a statement that fails may leave some of its work behind; see ``review()``.
    private var needsSavepoints = true
    /// Whether the last `run` got as far as running the statement.
    private var hasStepped = false
    private let single: SQLiteStatement
    private let batch: SQLiteStatement
    /// Finds out why an update changed nothing; used where `searches`.
    private let search: SQLiteStatement
    private let searches: Bool
    private let addsNone: Bool
    /// Rows so far whose key the table does not have, in a mode that adds none.
    private(set) var unmatched: Int64 = 0
    /// Rows of one `batch`.
    private let batchRows: Int
    private let cells: UnsafeMutablePointer<Cells>

    /// A column of the chunk at hand.
    @safe private struct Cells {
        enum Kind { case slices, blobs, int64s, doubles }
        var raw: UnsafeMutableRawPointer
        /// `nil` when the column has no NULL, or its slices say so themselves.
        var validity: UnsafeMutablePointer<UInt64>?
        var kind: Kind
    }

    init(
        _ plan: SQLiteSinkPlan, into table: String, calledAs displayName: String, mode: WriteMode,
        _ connection: SQLiteConnection
    ) throws {
        self.plan = plan
        self.table = table
        self.displayName = displayName
        self.connection = connection
        savepoint = try SQLiteSavepoint(connection)
        let rowid = try SQLiteTable.find(table, connection)?.rowidColumn
        hasLooseRowid = plan.columns.contains { column in
            rowid.map { sameName($0, column.name) } == true && column.binding != .integer
        }
        let most = min(connection.parameterLimit, 32_766)
        addsNone = mode.addsNone
        batchRows = mode.addsNone ? 1 : max(1, min(10, most / plan.columns.count))
        single = try SQLiteStatement(
            plan.statement(into: table, rows: 1, mode: mode), on: connection, isKept: true)
        batch = try SQLiteStatement(
            plan.statement(into: table, rows: batchRows, mode: mode), on: connection, isKept: true)
        searches = mode.addsNone && mode.skipsUnchanged
        search = try SQLiteStatement(
            searches ? plan.search(in: table) : "SELECT 1", on: connection, isKept: true)
        unsafe cells = .allocate(capacity: plan.columns.count)
        try review()
    }

    deinit { unsafe cells.deallocate() }

    /// Finds out whether statements need savepoints around them; to be called in each transaction,
    /// before its first row, since others may change the table between two.
    ///
    /// SQLite undoes an INSERT that breaks a constraint, and then its rows can be tried one by one.
    /// But not the rows before a value that a STRICT table or a rowid cannot hold, nor when the
    /// table or a trigger says FAIL; and triggers may write to tables of all these kinds. Words are
    /// enough to tell: one that means something else costs only time, 10 to 40 % on narrow rows.
    func review() throws {
        let reasons = try connection.scalar(
            """
            SELECT count(*) FROM main.sqlite_master WHERE tbl_name = ?1 COLLATE NOCASE AND (type =
            'trigger' OR type = 'table' AND (sql LIKE '%fail%' OR sql LIKE '%strict%'))
            """, [.text(table)])
        needsSavepoints = hasLooseRowid || reasons != .integer(0)
    }

    /// What became of a chunk's rows, but for those that were inserted.
    private struct Tally {
        var skipped = 0
        /// Those of the skipped whose key the table does not have.
        var unmatched = 0
        var faults: [RowFault] = []
    }

    /// - Returns: Rows that the table left out: their key is there, or is not there, or they change
    ///   nothing, or a trigger or the definition says to ignore them.
    /// - Throws: `RowError` when a row made the database roll back the whole transaction.
    func write(_ chunk: Chunk) throws -> Int {
        precondition(chunk.columns.count == plan.columns.count, "a chunk of another schema")
        takeCells(chunk)
        let bytes = unsafe UnsafePointer(chunk.bytes.base)
        var tally = Tally()
        unsafe try chunk.selection.withRows { list, count in
            var first = 0
            while first < count {
                let rows = count - first >= batchRows ? batchRows : 1
                try unsafe insert(first, rows, list, bytes, &tally)
                first += rows
            }
        }
        chunk.faults += tally.faults
        chunk.selection.remove(tally.faults.map(\.row))
        unmatched += Int64(tally.unmatched)
        return tally.skipped
    }

    /// Inserts `rows` selected rows from `first` on at once, or else one by one.
    private func insert(
        _ first: Int, _ rows: Int, _ list: UnsafePointer<UInt32>?, _ bytes: UnsafePointer<UInt8>,
        _ tally: inout Tally
    ) throws {
        if needsSavepoints { try savepoint.begin() }
        let status = unsafe run(rows == 1 ? single.handle : batch.handle, first, rows, list, bytes)
        guard status != SQLITE_DONE else {
            let changes = unsafe Int(sqlite3_changes64(connection.handle))
            // A key that is not unique changes several.
            tally.skipped += max(0, rows - changes)
            if addsNone, changes == 0, unsafe !isKnown(first, list, bytes) { tally.unmatched += 1 }
            if needsSavepoints { try savepoint.release() }
            return
        }
        let failure = connection.failure(status)
        let row = unsafe list.map { unsafe Int($0[first]) } ?? first
        try check(failure, row, rows)
        if needsSavepoints { try savepoint.rollBack() }
        guard rows > 1 else {
            tally.faults.append(failure.fault(of: row, plan, table: table, displayName))
            return
        }
        for position in first..<(first + rows) {
            try unsafe insert(position, 1, list, bytes, &tally)
        }
    }

    /// Whether the table has the key of a row that changed nothing.
    private func isKnown(
        _ row: Int, _ list: UnsafePointer<UInt32>?, _ bytes: UnsafePointer<UInt8>
    ) -> Bool {
        unsafe searches
            && run(search.handle, row, 1, list, bytes) == SQLITE_ROW
    }

    /// Throws unless the failure is that of a row, and the transaction is as it was before.
    private func check(_ failure: SQLiteFailure, _ row: Int, _ rows: Int) throws {
        guard failure.isOfRow else { throw failure.jobError(connection.access) }
        guard connection.isInTransaction else {
            let fault = failure.fault(of: row, plan, table: table, displayName)
            throw RowError(fault.afterRollback(rows))
        }
        guard needsSavepoints || rows == 1 || !hasStepped || failure.isConstraint else {
            throw failure.jobError(connection.access)
        }
    }

    private func takeCells(_ chunk: Chunk) {
        for (index, column) in chunk.columns.enumerated() {
            let kind: Cells.Kind =
                switch column.representation {
                case .slices: plan.columns[index].binding == .blob ? .blobs : .slices
                case .int64: .int64s
                case .double: .doubles
                }
            let validity = unsafe column.hasNulls ? column.validity : nil
            unsafe (cells + index).initialize(
                to: Cells(raw: column.raw, validity: validity, kind: kind))
        }
    }

    /// Binds `rows` selected rows from `first` on and runs the statement.
    private func run(
        _ statement: OpaquePointer, _ first: Int, _ rows: Int, _ list: UnsafePointer<UInt32>?,
        _ bytes: UnsafePointer<UInt8>
    ) -> Int32 {
        let columns = plan.columns.count
        let cells = unsafe cells
        hasStepped = false
        var parameter: Int32 = 0
        var status = SQLITE_OK
        for position in first..<(first &+ rows) {
            let row = unsafe list.map { unsafe Int($0[position]) } ?? position
            for index in 0..<columns {
                parameter &+= 1
                unsafe status |= bind(statement, parameter, cells[index], row, bytes)
            }
        }
        // A value that is too long, or no memory left: the codes are mixed, the text is right.
        guard status == SQLITE_OK else { return unsafe sqlite3_extended_errcode(connection.handle) }
        hasStepped = true
        status = unsafe sqlite3_step(statement)
        unsafe sqlite3_reset(statement)
        return status
    }

    @inline(__always)
    private func bind(
        _ statement: OpaquePointer, _ parameter: Int32, _ cells: Cells, _ row: Int,
        _ bytes: UnsafePointer<UInt8>
    ) -> Int32 {
        if let validity = unsafe cells.validity,
            unsafe (validity[row &>> 6] &>> UInt64(row & 63)) & 1 == 0
        {
            return unsafe sqlite3_bind_null(statement, parameter)
        }
        // SAFETY: selected rows lie within the column, and slices within the chunk's bytes; neither
        // changes before the statement is reset.
        let cell = unsafe cells.raw + 8 &* row
        switch cells.kind {
        case .int64s:
            return unsafe sqlite3_bind_int64(statement, parameter, cell.load(as: Int64.self))
        case .doubles:
            return unsafe sqlite3_bind_double(statement, parameter, cell.load(as: Double.self))
        case .slices, .blobs:
            let slice = unsafe cell.load(as: FieldSlice.self)
            if slice.isNull { return unsafe sqlite3_bind_null(statement, parameter) }
            let start = unsafe UnsafeRawPointer(bytes + slice.start)
            let length = Int32(truncatingIfNeeded: slice.length)
            if cells.kind == .blobs {
                return unsafe sqlite3_bind_blob(statement, parameter, start, length, nil)
            }
            return unsafe sqlite3_bind_text(
                statement, parameter, start.assumingMemoryBound(to: CChar.self), length, nil)
        }
    }
}

extension SQLiteConnection {
    /// The most columns a table may have: 2000 unless SQLite was built otherwise.
    var columnLimit: Int {
        unsafe Int(sqlite3_limit(handle, SQLITE_LIMIT_COLUMN, -1))
    }

    /// The most parameters a statement may have.
    var parameterLimit: Int {
        unsafe Int(sqlite3_limit(handle, SQLITE_LIMIT_VARIABLE_NUMBER, -1))
    }
}
