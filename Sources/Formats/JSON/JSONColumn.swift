import TrancheColumnar

/// How the values of one column become JSON, settled once a chunk.
enum JSONStyle: UInt8 {
    case string, integer, number, boolean, json, bytes
    /// Typed values instead of slices.
    case int64s, doubles, truths

    /// Raw values from here on are the styles of typed columns.
    static let firstTyped: UInt8 = 6

    init(_ field: Field, _ column: Column) {
        switch (column.representation, field.type) {
        case (.int64, .boolean): self = .truths
        case (.int64, _): self = .int64s
        case (.double, _): self = .doubles
        case (.slices, _) where field.origin == .untyped && field.type == .text: self = .string
        case (.slices, .bigint): self = .integer
        case (.slices, .numeric), (.slices, .doublePrecision): self = .number
        case (.slices, .boolean): self = .boolean
        case (.slices, .json): self = .json
        case (.slices, .bytea): self = .bytes
        case (.slices, .text), (.slices, .date), (.slices, .timestamp), (.slices, .timestamptz),
            (.slices, .uuid):
            self = .string
        }
    }
}

/// One column as the row loop needs it.
@safe struct JSONColumn {
    /// The raw value of a ``JSONStyle``, which the loop compares as a number.
    let style: UInt8
    let cells: UnsafePointer<FieldSlice>
    /// Where the text before the value begins in the encoder's keys, and its length.
    let key: Int
    let keyLength: Int
}
