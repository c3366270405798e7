public import TrancheColumnar

/// Some expressions over one schema, checked and compiled: a filter's condition, or the values of
/// new columns.
///
/// Immutable and shared by all workers; what evaluation needs is kept in each worker's chunk.
public struct CompiledExpressions: Sendable {
    let program: Program
    /// The expressions' texts, for messages.
    let texts: [String]

    /// The type of each expression.
    public var types: [SQLType] { program.types }
    /// The positions of the columns that are read.
    public var columns: Set<Int> { program.columns }
    /// What has to be known of the records' places in the input.
    public var places: RecordPlaces { program.places }

    init(program: Program, texts: [String]) {
        self.program = program
        self.texts = texts
    }

    /// Takes the rows out of the selection for which the first expression is not true.
    ///
    /// - Parameters:
    ///   - chunk: Columns of the schema that the expressions were compiled for.
    ///   - context: What the run adds to the records.
    ///   - step: The step's name for faults.
    /// - Returns: How many rows it took out because the condition is false or NULL; rows that have
    ///   no value became faults of the chunk and are not counted.
    public func filter(_ chunk: Chunk, _ context: EvaluationContext, step: String) -> Int {
        let frame = begin(chunk, context)
        defer { frame.end() }
        let before = chunk.selection.count
        guard before > 0 else { return 0 }
        unsafe chunk.selection.refine { list in
            guard let start = list.baseAddress else { return 0 }
            return unsafe program.select(program.roots[0], start, list.count, frame)
        }
        let failed = frame.failures.count
        reject(frame, chunk, step)
        return before - chunk.selection.count - failed
    }

    /// Calculates every expression for the selected rows.
    ///
    /// - Returns: A column of the chunk's own memory for each expression; rows without a value became
    ///   faults of the chunk and left the selection.
    public func evaluate(_ chunk: Chunk, _ context: EvaluationContext, step: String) -> [Column] {
        let frame = begin(chunk, context)
        defer { frame.end() }
        let columns = unsafe chunk.selection.withRows { list, count in
            let rows = unsafe Rows(list, count)
            let vectors = program.roots.map { program.evaluate($0, rows, frame) }
            let writer = ColumnWriter(chunk, frame)
            let columns = vectors.enumerated().map { index, vector in
                writer.column(vector, program.types[index], rows)
            }
            writer.finish()
            return columns
        }
        reject(frame, chunk, step)
        return columns
    }

    func begin(_ chunk: Chunk, _ context: EvaluationContext) -> Frame {
        let frame = chunk.workspace(of: program) { program.makeFrame() }
        frame.begin(chunk, context)
        program.prepare(frame)
        return frame
    }

    func reject(_ frame: Frame, _ chunk: Chunk, _ step: String) {
        guard !frame.failures.isEmpty else { return }
        let failures = frame.failures.sorted { $0.row < $1.row }
        for failure in failures { chunk.reject(fault(failure, chunk, step)) }
        chunk.selection.remove(failures.map(\.row))
    }

    private func fault(_ failure: Frame.Failure, _ chunk: Chunk, _ step: String) -> RowFault {
        let text = texts[failure.expression]
        if let index = failure.column, case .load(let reader)? = reader(of: index) {
            let column = chunk.columns[index]
            let found = unsafe chunk.excerpt(column.slices[failure.row])
            return RowFault(
                row: failure.row, code: .typeMismatch, step: step, column: reader.field.name,
                message: "found \(found), wanted \(reader.field.type.rawValue), in \(text)",
                hint: "correct the value, or name another type for the column with --types")
        }
        return RowFault(
            row: failure.row, code: .expression, step: step, column: column(of: failure),
            message: "\(failure.fault.message) in \(excerpt(text, failure.place))")
    }

    private func reader(of column: Int) -> Program.Operation? {
        program.instructions.first { instruction in
            if case .load(let reader) = instruction.operation {
                reader.index == column
            } else {
                false
            }
        }?.operation
    }

    /// The one column that a failing part reads, when it is one.
    private func column(of failure: Frame.Failure) -> String? {
        var names: Set<String> = []
        var waiting = program.instructions.indices.filter {
            program.instructions[$0].place == failure.place
        }
        while let slot = waiting.popLast() {
            if case .load(let reader) = program.instructions[slot].operation {
                names.insert(reader.field.name)
            }
            waiting += program.instructions[slot].operation.inputs
        }
        return names.count == 1 ? names.first : nil
    }

    /// The part of an expression that failed, else the whole.
    private func excerpt(_ text: String, _ place: Range<Int>) -> String {
        let bytes = Array(text.utf8)
        guard !place.isEmpty, place.upperBound <= bytes.count else { return text }
        return String(decoding: bytes[place], as: UTF8.self)
    }
}

/// What a run adds to the records' own columns.
public struct EvaluationContext: Sendable {
    /// `now()`: microseconds since 2000-01-01 00:00 UTC, the same for the whole run.
    public var moment: Int64 = 0
    /// `source_file()`.
    public var sourceFile = ""

    public init() {}
}
