import TrancheColumnar
import TranchePipeline

/// Loads encoded chunks by COPY, each in a savepoint; rows that the server refuses become faults.
///
/// For a mode with a key the lines go to a temporary table first, and from there by one statement that says
/// what happens to a key that is there (``PostgreSQLMerge``). Of rows with one key the last wins.
final class PostgreSQLRowWriter {
    private let connection: PostgreSQLConnection
    private let plan: PostgreSQLSinkPlan
    private let mode: WriteMode
    private let merge: PostgreSQLMerge
    private let tableName: String
    private let displayName: String
    /// What the COPY names in its errors.
    private let copied: String
    private let copy: String
    /// A savepoint of the last chunk is still open.
    private var hasSavepoint = false
    /// Keys were seen twice in one chunk.
    private var hasTwins = false
    /// Rows so far whose key the table does not have, in a mode that adds none.
    private(set) var unmatched: Int64 = 0

    /// - Parameters:
    ///   - plan: The columns.
    ///   - name: The table that gets the rows.
    ///   - displayName: What the user calls it.
    ///   - mode: How rows meet those that are there.
    ///   - connection: In a transaction.
    /// - Throws: `JobError` when the temporary table cannot be made.
    init(
        _ plan: PostgreSQLSinkPlan, into name: PostgreSQLName, calledAs displayName: String,
        mode: WriteMode, _ connection: PostgreSQLConnection
    ) throws {
        self.plan = plan
        self.mode = mode
        self.displayName = displayName
        tableName = name.table
        self.connection = connection
        merge = PostgreSQLMerge(plan: plan, mode: mode, table: name.quoted)
        if mode.key.isEmpty {
            copied = name.table
            copy = "COPY \(name.quoted) (\(plan.list)) FROM STDIN"
        } else {
            copied = PostgreSQLMerge.staging
            copy = merge.copy
            try connection.execute(merge.definition)
        }
    }

    /// The number that each line ends with is the row's.
    var isNumbered: Bool { !mode.key.isEmpty }

    /// To be called when a transaction begins.
    func begin() { hasSavepoint = false }

    /// - Returns: Rows that the table left out: because their key is there, or is not there, or
    ///   because they change nothing.
    func write(_ chunk: Chunk) throws -> Int {
        let lines = chunk.selection.count
        guard lines > 0 else { return 0 }
        let first = mode.key.isEmpty ? "" : "TRUNCATE pg_temp.\(PostgreSQLMerge.staging); "
        var skipped = 0
        let refused = try isolate(0..<lines) { part, isFirst in
            let range = part.count == lines ? 0..<chunk.output.count : bytes(of: part, chunk)
            // SAFETY: the range lies within the output.
            let copied = try unsafe connection.copyIn(
                savepoint + (isFirst ? first : "") + copy, chunk.output.base + range.lowerBound,
                count: range.count)
            // A trigger may have told the server to leave rows out.
            skipped += part.count - copied
        }
        var faults = refused.map { fault($0.failure, chunk.selection.row($0.place)) }
        if !mode.key.isEmpty { skipped = try move(chunk, &faults) }
        chunk.faults += faults
        chunk.selection.remove(faults.map(\.row).sorted())
        return skipped
    }

    /// Ends the savepoint before, and begins one.
    private var savepoint: String {
        defer { hasSavepoint = true }
        return (hasSavepoint ? "RELEASE SAVEPOINT tranche; " : "") + "SAVEPOINT tranche; "
    }

    /// Moves what is in the temporary table to its own.
    ///
    /// - Returns: Rows that were left out.
    private func move(_ chunk: Chunk, _ faults: inout [RowFault]) throws -> Int {
        let refused = Set(faults.map(\.row))
        let rows = (0..<chunk.selection.count).map { chunk.selection.row($0) }
            .filter { !refused.contains($0) }
        var changed = 0
        var missed = 0
        let more = try isolate(0..<rows.count) { part, _ in
            let tally = try move(rows[part.lowerBound]...rows[part.upperBound - 1], part.count)
            changed += tally.changed
            missed += part.count - tally.matched
        }
        faults += more.map { fault($0.failure, rows[$0.place]) }
        unmatched += Int64(missed)
        return rows.count - more.count - changed
    }

    private func move(_ rows: ClosedRange<Int>, _ count: Int) throws -> PostgreSQLMerge.Tally {
        if !hasTwins {
            do { return try attempt(rows, count) } catch let failure as PostgreSQLFailure
                where failure.sqlState == "21000"
            {
                // One statement may not change a row twice.
                hasTwins = true
                try connection.attempt("ROLLBACK TO SAVEPOINT tranche")
            }
        }
        return try attempt(rows, count)
    }

    private func attempt(_ rows: ClosedRange<Int>, _ count: Int) throws -> PostgreSQLMerge.Tally {
        let statement = merge.statement(over: rows, hasTwins: hasTwins)
        return merge.tally(try connection.attempt(savepoint + statement), of: count)
    }

    // MARK: Isolation

    /// Runs `body` on all of `range`, or on parts of it until each row that is refused stands alone.
    ///
    /// - Parameters:
    ///   - range: Lines or rows, by number.
    ///   - body: Loads a part after ``savepoint``; told whether it is the first that goes in.
    /// - Returns: The numbers that are refused, ascending, and why.
    /// - Throws: What is no row's fault.
    private func isolate(_ range: Range<Int>, _ body: (Range<Int>, Bool) throws -> Void) throws
        -> [(
            place: Int, failure: PostgreSQLFailure
        )]
    {
        var refused: [(place: Int, failure: PostgreSQLFailure)] = []
        var parts = [range]
        var isFirst = true
        while let part = parts.popLast() {
            guard !part.isEmpty else { continue }
            do { try body(part, isFirst) } catch let failure as PostgreSQLFailure {
                guard failure.isOfRow else { throw connection.explained(failure) }
                try connection.run("ROLLBACK TO SAVEPOINT tranche")
                if part.count == 1 {
                    refused.append((part.lowerBound, failure))
                } else if let line = failure.copyLine(of: copied, within: part.count) {
                    let bad = part.lowerBound + line
                    parts += [bad + 1..<part.upperBound, bad..<bad + 1, part.lowerBound..<bad]
                } else {
                    let middle = part.lowerBound + part.count / 2
                    parts += [middle..<part.upperBound, part.lowerBound..<middle]
                }
                // What stood before the rows was undone with them.
                continue
            }
            isFirst = false
        }
        return refused
    }

    /// Where lines stand in the output; a line feed ends a line, and is nowhere else.
    private func bytes(of part: Range<Int>, _ chunk: Chunk) -> Range<Int> {
        var start = 0
        var line = 0
        let output = chunk.output
        var at = 0
        while line < part.upperBound, at < output.count {
            if unsafe output.base[at] == 0x0A {
                line += 1
                if line == part.lowerBound { start = at + 1 }
            }
            at += 1
        }
        return start..<at
    }

    private func fault(_ failure: PostgreSQLFailure, _ row: Int) -> RowFault {
        let column = plan.columns.first { $0.name == failure.column }?.field.name
        let rule = failure.constraint.map { ", constraint \($0)" } ?? ""
        let message = "\(failure.message) (SQLSTATE \(failure.sqlState)\(rule))"
        return RowFault(
            row: row, code: .constraint, column: column,
            message: message.replacing(tableName, with: displayName),
            hint: failure.hint ?? "correct the record")
    }
}

extension PostgreSQLFailure {
    /// The line that a COPY names, counted from 0; a guess to be tried, for words vary with the
    /// server's language.
    func copyLine(of table: String, within lines: Int) -> Int? {
        guard let context, let range = context.firstRange(of: "COPY \(table), ") else { return nil }
        let digits = context[range.upperBound...].drop { !$0.isNumber }.prefix { $0.isNumber }
        guard let line = Int(digits), (1...lines).contains(line) else { return nil }
        return line - 1
    }
}
