import TrancheColumnar

@testable import TrancheExpressions

/// A column with its values as texts; `nil` is NULL.
struct TestColumn {
    var name: String
    var type: DataType
    var origin: Field.Origin
    var values: [String?]

    init(
        _ name: String, _ type: DataType = .text, origin: Field.Origin = .declared,
        _ values: [String?]
    ) {
        self.name = name
        self.type = type
        self.origin = origin
        self.values = values
    }
}

/// The error of a record, in place of a value.
struct EvaluationFailure: Error, Equatable {
    var row: Int
    /// The SQLSTATE.
    var state: String
    var message: String
}

/// A chunk that holds the columns as slices of its bytes, as a reader would have made it.
func makeChunk(_ columns: [TestColumn]) -> Chunk {
    let chunk = Chunk()
    let rows = columns.map(\.values.count).max() ?? 1
    chunk.reserveRows(rows)
    for column in columns {
        let cells = chunk.takeColumn(rows: rows)
        for (row, value) in column.values.enumerated() {
            let start = chunk.bytes.count
            for byte in held(value ?? "", as: column.type) { chunk.bytes.append(byte) }
            unsafe cells.slices[row] =
                value == nil
                ? .null : FieldSlice(offset: start, length: chunk.bytes.count - start)
        }
        chunk.columns.append(cells)
    }
    chunk.inputCount = chunk.bytes.count
    for row in 0...rows { unsafe chunk.rowStarts[row] = 0 }
    chunk.setRowCount(rows)
    return chunk
}

/// A value as chunks hold it: bytea without its hexadecimal digits.
private func held(_ value: String, as type: DataType) -> [UInt8] {
    let text = Array(value.utf8)
    guard type == .bytea, value.hasPrefix("\\x") else { return text }
    let digits = text.dropFirst(2).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map {
        UInt8(digits[$0] * 16 + digits[$0 + 1])
    }
}

func schema(of columns: [TestColumn]) -> Schema {
    Schema(columns.map { Field($0.name, $0.type, origin: $0.origin) })
}

/// The values of `sql` for the rows of `columns` (one row when there are none), printed as
/// PostgreSQL prints them.
///
/// - Throws: ``ExpressionError``, or ``EvaluationFailure`` for the first row without a value.
func evaluate(
    _ sql: String, columns: [TestColumn] = [], context: EvaluationContext = EvaluationContext()
) throws -> [String?] {
    let compiled = try compileExpressions([printing(sql)], over: schema(of: columns))
    let chunk = makeChunk(columns)
    let result = compiled.evaluate(chunk, context, step: "test")[0]
    if let fault = chunk.faults.first {
        let state = states(compiled, chunk)[fault.row] ?? ""
        throw EvaluationFailure(row: fault.row, state: state, message: fault.message)
    }
    return (0..<chunk.rowCount).map { row in
        if result.isNull(row) { return nil }
        let slice = unsafe result.slices[row]
        return chunk.bytes.string(slice.start..<slice.end)
    }
}

/// The SQLSTATE of each row without a value after an evaluation of `chunk`.
func states(_ compiled: CompiledExpressions, _ chunk: Chunk) -> [Int: String] {
    let frame = chunk.workspace(of: compiled.program) { compiled.program.makeFrame() }
    return Dictionary(
        frame.failures.map { ($0.row, $0.fault.code.rawValue) },
        uniquingKeysWith: { first, _ in first })
}

/// The expression as a text, printed as `::text` prints it: booleans are `true` and `false`.
func printing(_ sql: String) throws -> ExpressionSource {
    let syntax = try parseExpression(sql)
    let text = TypeName("text", at: syntax.place)
    return ExpressionSource(SyntaxNode(.cast(syntax, text), at: syntax.place), in: sql)
}

/// The type of `sql`, named as PostgreSQL names it.
func typeName(_ sql: String, over schema: Schema) throws -> String {
    var checker = ExpressionChecker(schema: schema)
    return try checker.checkForTest(sql).type.printedName
}

extension ExpressionChecker {
    mutating func checkForTest(_ sql: String) throws(ExpressionError) -> CheckedExpression {
        try check(try parseExpression(sql), in: sql)
    }
}
