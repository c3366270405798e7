public import TrancheColumnar

/// A chunk as a ``ChunkStep`` sees it: columns to read and to make, and the selected rows.
///
/// Rows are numbers from 0 up to ``rowCount``; those that an earlier step has dropped are passed over
/// by every loop here. A closure that throws a ``RecordRejection`` sets its row aside.
public struct ChunkView: ~Copyable {
    @usableFromInline let chunk: Chunk
    private let step: String
    private let input: Schema
    private let reads: [String]
    private let makes: [Field]
    /// Notes that a text is lent out, which the chunk's bytes must not move under.
    private let loan = TextLoan()
    private(set) var made: [Column?]
    @usableFromInline var filtered: Int64 = 0
    /// Rows that were set aside and are still in the selection.
    private var rejected: [Int] = []

    init(_ chunk: Chunk, step: String, input: Schema, reads: [String], makes: [Field]) {
        self.chunk = chunk
        self.step = step
        self.input = input
        self.reads = reads
        self.makes = makes
        made = [Column?](repeating: nil, count: makes.count)
    }

    /// Rows of the chunk, selected or not.
    public var rowCount: Int { chunk.rowCount }
    /// Rows that are still to be written.
    public var selectedCount: Int { chunk.selection.count - rejected.count }

    // MARK: Reading

    /// A column as integers; a row whose value is none is set aside.
    ///
    /// - Throws: `JobError(.pipeline)` for a column that is not among ``ChunkStep/reads``.
    public mutating func integers(_ name: String) throws -> IntegerValues {
        finish()
        let (column, _) = try read(name)
        if column.representation == .int64 { return IntegerValues(column, chunk.rowCount) }
        let copy = chunk.copiedColumn(column)
        if copy.representation == .double { castText(copy) }
        reject(castToInt64(copy, in: chunk, lenient: true), copy, name, "an integer")
        return IntegerValues(copy, chunk.rowCount)
    }

    /// A column as doubles; a row whose value is none is set aside.
    ///
    /// - Throws: `JobError(.pipeline)` for a column that is not among ``ChunkStep/reads``.
    public mutating func doubles(_ name: String) throws -> DoubleValues {
        finish()
        let (column, _) = try read(name)
        if column.representation == .double { return DoubleValues(column, chunk.rowCount) }
        let copy = chunk.copiedColumn(column)
        reject(castToDouble(copy, in: chunk, lenient: true), copy, name, "a number")
        return DoubleValues(copy, chunk.rowCount)
    }

    /// A column as text, numbers in their normal form; of a bytea, the bytes.
    ///
    /// - Throws: `JobError(.pipeline)` for a column that is not among ``ChunkStep/reads``.
    public mutating func texts(_ name: String) throws -> TextValues {
        finish()
        let (column, _) = try read(name)
        if column.representation == .slices { return TextValues(column, chunk, loan) }
        let copy = chunk.copiedColumn(column)
        castText(copy)
        return TextValues(copy, chunk, loan)
    }

    private func read(_ name: String) throws -> (Column, Field) {
        guard reads.contains(name), let place = input.index(of: name) else {
            throw JobError(
                .pipeline, "step \(step): column \(name) is not among those it reads",
                hint: "name it in reads")
        }
        return (chunk.columns[place], input.fields[place])
    }

    private func castText(_ column: Column) {
        loan.refuse()
        castToText(column, in: chunk)
    }

    private mutating func reject(
        _ rows: [Int], _ column: Column, _ name: String, _ wanted: String
    ) {
        for row in rows {
            // The 8 bytes of a row that failed still hold its slice.
            let found = chunk.excerpt(unsafe column.slices[row])
            let mismatch = RecordMismatch(
                column: name, message: "found \(found), wanted \(wanted)")
            chunk.reject(mismatch.fault(row: row, step: step))
        }
        rejected += rows
        finish()
    }

    // MARK: Rows

    /// Runs `body` for each selected row.
    @inlinable
    public mutating func forEachRow(_ body: (_ row: Int) throws -> Void) rethrows {
        finish()
        for position in 0..<chunk.selection.count {
            let row = chunk.selection.row(position)
            do { try body(row) } catch let rejection as RecordRejection { reject(row, rejection) }
        }
        finish()
    }

    /// Drops the selected rows for which `isKept` is false; they count as filtered.
    @inlinable
    public mutating func keep(where isKept: (_ row: Int) throws -> Bool) rethrows {
        var dropped: [Int] = []
        try forEachRow { row in if try !isKept(row) { dropped.append(row) } }
        chunk.selection.remove(dropped)
        filtered += Int64(dropped.count)
    }

    /// Sets a selected row aside, with its reason.
    public mutating func reject(_ row: Int, _ rejection: RecordRejection) {
        precondition(row >= 0 && row < chunk.rowCount, "row \(row) is beyond the chunk")
        chunk.reject(rejection.fault(row: row, step: step))
        rejected.append(row)
    }

    /// Takes the rows that were set aside out of the selection.
    @usableFromInline
    mutating func finish() {
        guard !rejected.isEmpty else { return }
        rejected.sort()
        chunk.selection.remove(rejected)
        rejected = []
    }

    // MARK: Making

    /// A column of the chunk's memory for what ``ChunkStep/makes`` declares under `name`.
    @usableFromInline
    mutating func column(_ name: String, _ types: [DataType]) throws -> Column {
        guard let index = makes.firstIndex(where: { $0.name == name }),
            types.isEmpty ? true : types.contains(makes[index].type)
        else {
            let wanted = types.map(\.rawValue).joined(separator: " or ")
            throw JobError(
                .pipeline,
                "step \(step): column \(name) is not declared as a column of \(wanted) to make",
                hint: "declare it in makes")
        }
        let column = chunk.takeColumn(rows: chunk.rowCount)
        column.setAllValid(chunk.rowCount)
        made[index] = column
        return column
    }

    /// Makes a declared column of `bigint`.
    ///
    /// - Parameters:
    ///   - name: A column of ``ChunkStep/makes``.
    ///   - value: The value of a selected row; `nil` for NULL.
    /// - Throws: `JobError(.pipeline)` when it was not declared so; what `value` throws.
    @inlinable
    public mutating func makeIntegers(_ name: String, _ value: (_ row: Int) throws -> Int64?) throws
    {
        let column = try column(name, [.bigint])
        column.representation = .int64
        try forEachRow { row in
            guard let value = try value(row) else { return column.setNull(row) }
            unsafe column.int64s[row] = value
        }
    }

    /// Makes a declared column of `double precision`; otherwise as ``makeIntegers(_:_:)``.
    @inlinable
    public mutating func makeDoubles(_ name: String, _ value: (_ row: Int) throws -> Double?) throws
    {
        let column = try column(name, [.doublePrecision])
        column.representation = .double
        try forEachRow { row in
            guard let value = try value(row) else { return column.setNull(row) }
            unsafe column.doubles[row] = value
        }
    }

    /// Makes a declared column of `boolean`; otherwise as ``makeIntegers(_:_:)``.
    @inlinable
    public mutating func makeBooleans(_ name: String, _ value: (_ row: Int) throws -> Bool?) throws
    {
        try make(name, [.boolean]) { row, text in
            guard let value = try value(row) else { return false }
            text.append(value ? "true" : "false")
            return true
        }
    }

    /// Makes a declared column of any other type by its texts.
    ///
    /// A text that does not fit the type sets its row aside.
    ///
    /// - Parameters:
    ///   - name: A column of ``ChunkStep/makes``, neither a bigint nor a double precision.
    ///   - write: Appends a selected row's text, or bytes of a bytea; returns false for NULL.
    /// - Throws: `JobError(.pipeline)` when it was not declared so; what `write` throws.
    @inlinable
    public mutating func makeTexts(
        _ name: String, _ write: (_ row: Int, _ text: TextOutput) throws -> Bool
    ) throws {
        try make(
            name, [.text, .numeric, .date, .timestamp, .timestamptz, .bytea, .uuid, .json], write)
    }

    @inlinable
    mutating func make(
        _ name: String, _ types: [DataType],
        _ write: (_ row: Int, _ text: TextOutput) throws -> Bool
    ) throws {
        let column = try column(name, types)
        let output = textOutput(for: name)
        try forEachRow { row in
            output.clear()
            try output.keep(row, column, isValue: try write(row, output))
        }
    }

    @usableFromInline
    func textOutput(for name: String) -> TextOutput {
        let type = makes.first { $0.name == name }?.type ?? .text
        return TextOutput(chunk, loan, name, type)
    }
}
