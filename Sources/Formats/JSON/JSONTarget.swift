import TrancheColumnar

/// What becomes of a key's values: where they go, and which kinds of them fit.
@safe struct JSONTarget {
    /// The kinds of JSON values that are told apart; NULL fits everywhere.
    struct Kinds: OptionSet {
        let rawValue: UInt8
        static let string = Kinds(rawValue: 1)
        /// Digits that make an `Int64`, canonically.
        static let integer = Kinds(rawValue: 2)
        static let otherNumber = Kinds(rawValue: 4)
        static let boolean = Kinds(rawValue: 8)
        static let nested = Kinds(rawValue: 16)
        static let all = Kinds(rawValue: 31)
    }

    let field: Int
    /// The column's cells; `nil` when the column is not wanted.
    let cells: UnsafeMutablePointer<FieldSlice>?
    let accepts: Kinds
    /// Whether a string keeps its quotes and escapes, for columns of JSON.
    let keepsQuotes: Bool

    init(_ field: Field, number: Int, cells: UnsafeMutablePointer<FieldSlice>?) {
        self.field = number
        unsafe self.cells = cells
        keepsQuotes = field.type == .json
        let isJudged = unsafe field.origin == .inferred && cells != nil
        accepts = isJudged ? Self.kinds(of: field.type) : .all
    }

    /// The kinds that fit a type which was read from a sample.
    private static func kinds(of type: DataType) -> Kinds {
        switch type {
        case .bigint: .integer
        case .numeric, .doublePrecision: [.integer, .otherNumber]
        case .boolean: .boolean
        case .text, .date, .timestamp, .timestamptz, .uuid, .bytea: .string
        case .json: .all
        }
    }
}
